import QtQuick
import "../controls"

/*! Asks before the health details are opened, so that nobody lands there by leaning on the badge. */
Sheet {
    id: sheet

    signal opened

    title: qsTr("For staff only")
    closeText: qsTr("Back")
    closeIcon: "back"

    MainButton {
        objectName: "open-health"
        width: parent.width
        text: qsTr("Show how this kiosk is")
        onClicked: sheet.opened()
    }
}
