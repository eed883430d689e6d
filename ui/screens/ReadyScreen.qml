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
    signal servicesWanted

    // Without a camera the buttons are all there is: they get its room.
    seenShare: Theme.scarce ? 0.5 : Theme.small ? 0.32 : !camera.available ? 0.3 : Theme.largeText ? 0.4 : 0.5
    split: camera.available || Theme.lowControls ? Theme.reach : 0.35

    Notice {
        id: notice

        visible: !screen.sign.serviceDay && !Theme.small
        width: parent.width
        text: screen.sign.nextDay === "" ? qsTr("No service day today. You can check in all the same.")
            : qsTr("No service day today. The next one: %1, %2.").arg(screen.sign.nextDay).arg(screen.sign.nextHost)
    }
    CameraPanel {
        anchors { fill: parent; topMargin: notice.visible ? notice.height + Theme.gap : 0 }
        feed: screen.camera
    }

    touched: Item {
        width: parent.width
        height: parent.height

        ServicesPanel {
            anchors.fill: parent
            visible: !Theme.scarce
            services: screen.services
            mostGrowth: !screen.camera.available ? 2.6 : Theme.portrait ? 2.1 : 1.6
            onChosen: serviceId => screen.serviceChosen(serviceId)
        }
        MainButton {
            objectName: "choose-service"
            anchors.fill: parent
            visible: Theme.scarce
            text: qsTr("No code?\nChoose a service")
            onClicked: screen.servicesWanted()
        }
    }
}
