import QtQuick

/*! A part of the window that is made when it is first wanted, and kept. */
Loader {
    required property bool wanted

    anchors.fill: parent
    visible: wanted
    active: wanted || item !== null
}
