import QtQuick
import Kiosk
import "../controls"
import "../theme"

/*! A chosen service, how many people, one confirm; a code shown now checks that person in for the service. */
Stage {
    id: screen

    required property CameraFeed camera
    required property TapForm form
    signal otherServiceWanted

    CameraPanel {
        anchors.fill: parent
        feed: screen.camera
    }

    touched: Item {
        anchors.fill: parent

        Rectangle {
            id: card

            width: parent.width
            height: parent.height - confirm.height - Theme.gap
            radius: Theme.panelRadius
            color: Theme.white
            border.width: Theme.line
            border.color: Theme.edge

            Column {
                anchors { left: parent.left; right: parent.right; verticalCenter: parent.verticalCenter; margins: Theme.padding }
                spacing: Theme.gap

                Row {
                    width: parent.width
                    spacing: Theme.gap

                    Rectangle {
                        id: tile

                        visible: !Theme.small
                        width: visible ? Theme.iconTile : 0
                        height: Theme.iconTile
                        radius: Theme.radius
                        color: Theme.accentGround
                        anchors.verticalCenter: parent.verticalCenter

                        Icon {
                            anchors.centerIn: parent
                            name: screen.form.icon
                            size: Theme.icon
                            color: Theme.accent
                        }
                    }
                    Column {
                        width: parent.width - other.width - (tile.visible ? tile.width + 2 * Theme.gap : Theme.gap)
                        anchors.verticalCenter: parent.verticalCenter

                        Words {
                            objectName: "chosen"
                            width: parent.width
                            text: screen.form.service
                            font.pixelSize: Theme.titleText
                            font.bold: true
                        }
                        OtherWords {
                            width: parent.width
                            text: screen.form.otherService
                        }
                    }
                    PlainButton {
                        id: other

                        objectName: "other-service"
                        anchors.verticalCenter: parent.verticalCenter
                        text: qsTr("Change")
                        onClicked: screen.otherServiceWanted()
                    }
                }
                Rectangle {
                    visible: !Theme.small
                    width: parent.width
                    height: Theme.line
                    color: Theme.hairline
                }
                PartySize {
                    width: parent.width
                    form: screen.form
                }
            }
        }
        MainButton {
            id: confirm

            objectName: "confirm"
            anchors.bottom: parent.bottom
            width: parent.width
            enabled: screen.form.people > 0
            text: qsTr("Check in")
            second: qsTr("%1 · %n people · Check in", "second line", screen.form.people).arg(screen.form.service)
            onClicked: screen.form.confirm()
        }
    }
}
