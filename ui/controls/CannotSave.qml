import QtQuick
import "../theme"

/*! Says that nothing can be taken now, in the place of the camera's picture. */
Rectangle {
    radius: Theme.panelRadius
    color: Theme.refusedGround
    border.width: Theme.line
    border.color: Theme.refused

    Column {
        anchors.centerIn: parent
        width: parent.width - 2 * Theme.padding
        spacing: Theme.gap

        Emblem {
            anchors.horizontalCenter: parent.horizontalCenter
            visible: !Theme.small
            width: Theme.emblem * 0.6
            height: width
            good: false
        }
        Words {
            objectName: "cannot-save"
            width: parent.width
            horizontalAlignment: Text.AlignHCenter
            text: qsTr("This kiosk can't check you in right now. Please ask a volunteer.")
            font.pixelSize: Theme.bodyText
            font.bold: true
        }
        OtherWords {
            width: parent.width
            visible: !Theme.small
            horizontalAlignment: Text.AlignHCenter
            text: qsTr("Please ask a volunteer.", "second line")
        }
    }
}
