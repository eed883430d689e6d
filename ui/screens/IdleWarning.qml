import QtQuick
import "../controls"
import "../theme"

/*! Asks whether somebody is still there; any touch says so. */
Sheet {
    id: warning

    required property int secondsLeft

    title: qsTr("Are you still there?")
    closeText: ""

    Column {
        width: parent.width
        spacing: Theme.gap

        Words {
            objectName: "seconds-left"
            width: parent.width
            text: qsTr("Back to the start in %n seconds", "", warning.secondsLeft)
            font.pixelSize: Theme.bodyText
        }
        MainButton {
            objectName: "go-on"
            width: parent.width
            text: qsTr("Go on")
            second: qsTr("Go on", "second line")
            onClicked: warning.closed()
        }
    }
}
