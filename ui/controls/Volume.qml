pragma ComponentBehavior: Bound
import QtQuick
import Kiosk
import "../theme"

/*! Loudness: softer, how loud it is, louder. */
Item {
    id: volume

    required property Comfort comfort

    implicitHeight: softer.height
    Accessible.role: Accessible.StaticText
    Accessible.name: qsTr("Volume %1 of %2").arg(comfort.volume).arg(comfort.loudest)

    PlainButton {
        id: softer

        objectName: "softer"
        anchors.left: parent.left
        text: qsTr("Softer")
        iconName: "minus"
        iconOnly: true
        onClicked: volume.comfort.setVolume(volume.comfort.volume - 1)
    }
    Row {
        id: row

        anchors.centerIn: parent
        spacing: Theme.smallGap

        Icon {
            name: "sound"
            size: Theme.icon
            color: Theme.text
            anchors.verticalCenter: parent.verticalCenter
        }
        Repeater {
            model: volume.comfort.loudest

            Rectangle {
                required property int index

                width: Theme.mm(2.5)
                height: Theme.mm(4 + 1.4 * index)
                radius: width / 3
                anchors.bottom: parent.bottom
                color: index < volume.comfort.volume ? Theme.text : Theme.paper
                border.width: Theme.line
                border.color: Theme.edge
            }
        }
    }
    PlainButton {
        objectName: "louder"
        anchors.right: parent.right
        text: qsTr("Louder")
        iconName: "plus"
        iconOnly: true
        onClicked: volume.comfort.setVolume(volume.comfort.volume + 1)
    }
}
