import QtQuick
import Kiosk
import "../controls"
import "../theme"

/*! The resting screen: the live picture, and the services for who has no code. */
Stage {
    id: screen

    required property CameraFeed camera
    required property Services services
    required property StationSign sign
    signal serviceChosen(string serviceId)

    seenShare: !camera.available ? 0.34 : Theme.small ? 0.44 : 0.5

    CameraPanel {
        anchors.fill: parent
        feed: screen.camera
    }

    touched: Rectangle {
        anchors.fill: parent
        radius: Theme.panelRadius
        color: Theme.white
        border.width: Theme.line
        border.color: Theme.accent

        Rectangle {
            id: heading

            width: parent.width
            height: titles.height + 2 * Theme.smallGap + Theme.mm(2)
            radius: parent.radius
            color: Theme.accent

            // the lower corners are square
            Rectangle {
                anchors.bottom: parent.bottom
                width: parent.width
                height: parent.radius
                color: Theme.accent
            }
            Column {
                id: titles

                anchors.verticalCenter: parent.verticalCenter
                x: Theme.padding
                width: parent.width - 2 * x

                Words {
                    width: parent.width
                    text: qsTr("No code? Choose a service")
                    color: Theme.bright
                    font.pixelSize: Theme.bodyText
                    font.bold: true
                }
                OtherWords {
                    width: parent.width
                    visible: !Theme.small
                    text: qsTr("No code? Choose a service", "second line")
                    color: Theme.bright
                    font.pixelSize: Theme.mixedText
                }
            }
        }
        ServiceGrid {
            anchors { left: parent.left; right: parent.right; top: heading.bottom; margins: Theme.padding }
            services: screen.services
            roomHeight: parent.height - heading.height - 2 * Theme.padding
            height: implicitHeight
            onChosen: serviceId => screen.serviceChosen(serviceId)
        }
    }
}
