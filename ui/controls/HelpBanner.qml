import QtQuick
import Kiosk
import "../theme"

/*! Says that a volunteer was called, until one has come. */
Rectangle {
    id: banner

    required property HelpCall help

    implicitHeight: Math.max(words.height, here.height) + 2 * Theme.mm(Theme.small ? 0 : 2)
    radius: Theme.radius
    color: Theme.dark

    Words {
        id: words

        objectName: "help-called"
        anchors { left: parent.left; right: here.left; verticalCenter: parent.verticalCenter; margins: Theme.mm(3) }
        text: qsTr("A volunteer is coming")
        color: Theme.bright
        font.bold: true
        Accessible.role: Accessible.AlertMessage
    }
    PlainButton {
        id: here

        objectName: "volunteer-here"
        anchors { right: parent.right; rightMargin: Theme.mm(Theme.small ? 0 : 2); verticalCenter: parent.verticalCenter }
        width: Math.min(implicitWidth, banner.width * 0.55)
        text: qsTr("They are here")
        onClicked: banner.help.answer()
    }
}
