import QtQuick
import Kiosk
import "../controls"

/*! All services of today, to choose one or another. */
Sheet {
    id: sheet

    required property Services services
    signal chosen(string serviceId)

    title: qsTr("Choose a service")
    closeText: qsTr("Back")
    closeIcon: "back"

    ServiceGrid {
        width: parent.width
        height: implicitHeight
        services: sheet.services
        roomHeight: sheet.roomHeight
        onChosen: serviceId => sheet.chosen(serviceId)
    }
}
