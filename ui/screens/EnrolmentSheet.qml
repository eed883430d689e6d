import QtQuick
import Kiosk
import "../controls"
import "../theme"

/*! For staff who hold the hub's code up to the camera: the six digits to compare, or what is wrong. */
Sheet {
    id: sheet

    required property Enrolment enrolment

    readonly property var troubles: ({
        "no_network": qsTr("The hub can't be reached. Check the network cable."),
        "not_the_hub": qsTr("Something else answers in the hub's place: a log-in page of the network, say."),
        "another_hub": qsTr("What answers there is not the hub that made this code. Tell the coordinator."),
        "busy": qsTr("The hub is busy. Try again."),
        "hub_trouble": qsTr("The hub has trouble of its own. Try again later."),
        "refused": qsTr("The hub doesn't take this code: it is too old, used up, or of another station. Let the hub show a new one."),
        "damaged": qsTr("This code can't be read whole. Hold it up again, flat and near."),
        "plan": qsTr("The hub's plan can't be used here, or lacks this kiosk's point. Tell the coordinator."),
        "failed": qsTr("That didn't work. Hold the code up again.")
    })
    readonly property bool compares: enrolment.digits !== ""
    readonly property string wrong: troubles[enrolment.trouble] ?? ""

    title: qsTr("Enrol this kiosk")

    Column {
        width: parent.width
        spacing: Theme.gap

        Words {
            objectName: "sentence"
            width: parent.width
            visible: sheet.enrolment.asking
            text: qsTr("Asking the hub …")
            font.pixelSize: Theme.sentenceText
        }
        Words {
            objectName: "six-digits"
            width: parent.width
            visible: sheet.compares
            text: sheet.enrolment.digits
            font.pixelSize: Theme.heroText * 1.2
            font.bold: true
            horizontalAlignment: Text.AlignHCenter
        }
        Words {
            objectName: "question"
            width: parent.width
            visible: sheet.compares
            text: qsTr("Compare with the hub's page: the same six digits?")
            font.pixelSize: Theme.sentenceText
            font.bold: true
            horizontalAlignment: Text.AlignHCenter
        }
        OtherWords {
            width: parent.width
            visible: sheet.compares && sheet.wrong === "" && Theme.bothLanguages
            text: qsTr("Compare with the hub's page: the same six digits?", "second line")
            horizontalAlignment: Text.AlignHCenter
        }
        Words {
            width: parent.width
            visible: sheet.compares && sheet.wrong === ""
            text: qsTr("Confirm it there. The kiosk then starts again by itself.")
            horizontalAlignment: Text.AlignHCenter
        }
        Notice {
            width: parent.width
            visible: text !== ""
            text: sheet.wrong
        }
    }
}
