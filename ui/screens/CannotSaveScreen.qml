import QtQuick
import Kiosk
import "../controls"
import "../theme"

/*! In the place of Ready while nothing can be saved: nobody is welcomed whose visit would be lost. */
Stage {
    id: screen

    required property HelpCall help

    stacked: true
    split: Theme.lowControls ? Theme.reach : 0.65

    Outcome {
        anchors.fill: parent
        title: qsTr("Please ask a volunteer")
        sentence: qsTr("This kiosk can't check you in right now.")
        other: qsTr("Please ask a volunteer.", "second line")
    }

    touched: MainButton {
        objectName: "ask-for-help"
        width: parent.width
        text: qsTr("Ask for help")
        second: qsTr("Ask for help", "second line")
        onClicked: screen.help.ask()
    }
}
