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
    required property HelpCall help
    signal serviceChosen(string serviceId)
    signal servicesWanted

    readonly property string nextDay: sign.nextDay === "" ? qsTr("No service day today. You can check in all the same.")
        : qsTr("No service day today. The next one: %1, %2.").arg(sign.nextDay).arg(sign.nextHost)

    seenShare: Theme.scarce ? 0.5 : Theme.small ? 0.32 : camera.available ? 0.5 : 0.3
    split: camera.available || sign.cannotSave ? Theme.reach : 0.3

    Notice {
        id: notice

        visible: !screen.sign.serviceDay
        width: parent.width
        text: screen.nextDay
    }
    Item {
        anchors { fill: parent; topMargin: notice.visible ? notice.height + Theme.gap : 0 }

        CameraPanel {
            anchors.fill: parent
            visible: !screen.sign.cannotSave
            feed: screen.camera
        }
        CannotSave {
            anchors.fill: parent
            visible: screen.sign.cannotSave
        }
    }

    touched: Item {
        width: parent.width
        height: parent.height

        ServicesPanel {
            anchors.fill: parent
            visible: !screen.sign.cannotSave && !Theme.scarce
            services: screen.services
            onChosen: serviceId => screen.serviceChosen(serviceId)
        }
        MainButton {
            objectName: "choose-service"
            anchors.fill: parent
            visible: !screen.sign.cannotSave && Theme.scarce
            text: qsTr("No code? Choose a service")
            onClicked: screen.servicesWanted()
        }
        MainButton {
            objectName: "ask-for-help"
            anchors { left: parent.left; right: parent.right; verticalCenter: parent.verticalCenter }
            visible: screen.sign.cannotSave
            text: qsTr("Ask for help")
            second: qsTr("Ask for help", "second line")
            onClicked: screen.help.ask()
        }
    }
}
