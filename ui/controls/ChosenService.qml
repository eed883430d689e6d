import QtQuick
import Kiosk
import "../theme"

/*! The service on the form, with the way to another. */
Item {
    id: chosen

    required property TapForm form
    signal otherWanted

    implicitHeight: Math.max(names.height, other.height, tile.visible ? tile.height : 0)

    IconTile {
        id: tile

        anchors.verticalCenter: parent.verticalCenter
        visible: Theme.bothLanguages
        name: chosen.form.icon
    }
    Column {
        id: names

        anchors {
            left: tile.visible ? tile.right : parent.left
            leftMargin: tile.visible ? Theme.gap : 0
            right: other.left
            rightMargin: Theme.gap
            verticalCenter: parent.verticalCenter
        }

        Words {
            objectName: "chosen"
            width: parent.width
            text: chosen.form.service
            font.pixelSize: Theme.titleText
            font.bold: true
        }
        OtherWords {
            width: parent.width
            visible: Theme.bothLanguages && !Theme.small
            text: chosen.form.otherService
        }
    }
    PlainButton {
        id: other

        objectName: "other-service"
        anchors { right: parent.right; verticalCenter: parent.verticalCenter }
        text: qsTr("Change")
        onClicked: chosen.otherWanted()
    }
}
