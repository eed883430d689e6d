import QtQuick

/*! A line icon of assets/icons in one colour; a picture beside words, so a screen reader leaves it out. */
Image {
    id: icon

    required property string name
    property color color: "black"
    property real size: 24

    width: size
    height: size
    sourceSize: Qt.size(size, size)
    source: name === "" ? "" : "image://icon/%1/%2".arg(name).arg(String(color).slice(-6))
    cache: true
    Accessible.ignored: true
}
