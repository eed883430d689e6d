import QtQuick
import "../theme"

/*! The large shape of an outcome: a round tick, or a square call to look. */
Rectangle {
    id: emblem

    required property bool good
    property real size: Theme.emblem

    implicitWidth: size
    implicitHeight: size
    radius: good ? width / 2 : width / 4
    color: good ? Theme.accepted : Theme.refused
    Accessible.ignored: true
    onVisibleChanged: {
        if (visible)
            appear.restart();
    }

    NumberAnimation {
        id: appear

        target: emblem
        property: "scale"
        from: 0.7
        to: 1
        duration: Theme.motion
        easing.type: Easing.OutCubic
    }
    Icon {
        anchors.centerIn: parent
        visible: emblem.good
        name: "tick"
        size: emblem.width * 0.72
        color: Theme.bright
    }
    Rectangle {
        visible: !emblem.good
        anchors.horizontalCenter: parent.horizontalCenter
        y: emblem.height * 0.16
        width: emblem.width * 0.115
        height: emblem.height * 0.48
        radius: width / 2
        color: Theme.bright
    }
    Rectangle {
        visible: !emblem.good
        anchors.horizontalCenter: parent.horizontalCenter
        y: emblem.height * 0.7
        width: emblem.width * 0.15
        height: width
        radius: width / 2
        color: Theme.bright
    }
}
