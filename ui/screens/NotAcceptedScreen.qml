import QtQuick
import QtQuick.Layouts
import Kiosk
import "../controls"
import "../theme"

/*! What is wrong with the presented code and what to do next; friendly where nothing is wrong. */
Stage {
    id: screen

    required property NotAccepted model
    required property HelpCall help
    signal serviceWanted
    signal dismissed

    readonly property list<string> words: switch (model.reason) {
        case "not_a_pass": return [
            qsTr("Not a check-in code"),
            qsTr("Show your check-in code, or choose a service."),
            qsTr("This is not a check-in code.", "second line")
        ];
        case "put_away": return [
            qsTr("Payment code or link?"),
            qsTr("Put it away and show your check-in code."),
            qsTr("This is not a check-in code. Please put payment codes away.", "second line")
        ];
        case "damaged": return [
            qsTr("Can't read this code"),
            qsTr("Hold it flat and try again, or choose a service."),
            qsTr("This code can't be read. Please try again.", "second line")
        ];
        case "unknown_issuer": return [
            qsTr("A code from elsewhere"),
            qsTr("It isn't valid here. Please choose a service."),
            qsTr("This code was issued elsewhere.", "second line")
        ];
        case "expired": return [
            qsTr("This code has run out"),
            qsTr("Ask a volunteer, or choose a service."),
            qsTr("This code has run out.", "second line")
        ];
        case "not_yet_valid": return [
            qsTr("Not valid yet"),
            qsTr("Valid in %n days. Please choose a service today.", "", model.days),
            qsTr("This code is not valid yet.", "second line")
        ];
        case "revoked": return [
            qsTr("No longer valid"),
            qsTr("Show your new code, or ask a volunteer."),
            qsTr("This code is no longer valid.", "second line")
        ];
        case "wrong_role": return [
            qsTr("Not for checking in"),
            qsTr("This is a staff code. Please choose a service."),
            qsTr("This is a staff code.", "second line")
        ];
        case "already_checked_in": return [
            qsTr("You're fine, go ahead"),
            model.minutes > 0 ? qsTr("You checked in here %n minutes ago.", "", model.minutes)
                              : qsTr("You checked in here just now."),
            qsTr("You are already checked in.", "second line")
        ];
        case "cannot_save": return [
            qsTr("Please ask a volunteer"),
            qsTr("This kiosk can't check you in right now."),
            qsTr("Please ask a volunteer.", "second line")
        ];
        default: return ["", "", ""];
    }

    stacked: true
    split: Theme.lowControls ? Theme.reach : 0.6

    TapHandler {
        onTapped: screen.dismissed()
    }
    Outcome {
        anchors.fill: parent
        good: screen.model.friendly
        title: screen.words[0]
        sentence: screen.words[1]
        other: screen.words[2]
    }

    touched: GridLayout {
        width: parent.width
        y: Theme.portrait ? (parent.height - height) / 2 : 0
        columns: Theme.portrait ? 1 : 2
        columnSpacing: Theme.gap
        rowSpacing: Theme.gap * (Theme.lowControls ? 1 : 2)

        MainButton {
            objectName: "go-on"
            Layout.fillWidth: true
            Layout.preferredHeight: Math.max(implicitHeight, Theme.mainButton * (Theme.portrait && !Theme.lowControls ? 1.5 : 1))
            visible: screen.model.reason !== "cannot_save"
            text: screen.model.friendly ? qsTr("Done") : qsTr("Choose a service")
            second: screen.model.friendly ? qsTr("Done", "second line") : qsTr("Check in without a code", "second line")
            onClicked: screen.serviceWanted()
        }
        PlainButton {
            objectName: "help"
            Layout.fillWidth: true
            Layout.fillHeight: true
            visible: !screen.model.friendly
            text: qsTr("Ask for help")
            iconName: "help"
            onClicked: screen.help.ask()
        }
    }
}
