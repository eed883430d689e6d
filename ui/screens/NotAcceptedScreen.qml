import QtQuick
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

    readonly property var words: switch (model.reason) {
        case "not_a_pass": return {
            title: qsTr("This is not a check-in code"),
            text: qsTr("Open your check-in code and try again, or choose a service."),
            other: qsTr("This is not a check-in code.", "second line")
        };
        case "put_away": return {
            title: qsTr("Please put this code away"),
            text: qsTr("It looks like a payment code or a web address. Show your check-in code, or choose a service."),
            other: qsTr("This is not a check-in code. Please put payment codes away.", "second line")
        };
        case "damaged": return {
            title: qsTr("This code can't be read"),
            text: qsTr("Hold it flat and straight and try again, or choose a service."),
            other: qsTr("This code can't be read. Please try again.", "second line")
        };
        case "unknown_issuer": return {
            title: qsTr("This code is from elsewhere"),
            text: qsTr("Another place has issued it. Please choose a service instead."),
            other: qsTr("This code was issued elsewhere.", "second line")
        };
        case "expired": return {
            title: qsTr("This code has run out"),
            text: qsTr("Please ask a volunteer for a new one, or choose a service."),
            other: qsTr("This code has run out.", "second line")
        };
        case "not_yet_valid": return {
            title: qsTr("This code is not valid yet"),
            text: qsTr("It is valid in %n days. Please choose a service today.", "", model.days),
            other: qsTr("This code is not valid yet.", "second line")
        };
        case "revoked": return {
            title: qsTr("This code has been replaced"),
            text: qsTr("Show your new code, or ask a volunteer."),
            other: qsTr("This code has been replaced.", "second line")
        };
        case "wrong_role": return {
            title: qsTr("This code is for staff"),
            text: qsTr("It doesn't check in visitors. Please choose a service."),
            other: qsTr("This code is for staff.", "second line")
        };
        case "already_checked_in": return {
            title: qsTr("You're fine, go ahead"),
            text: model.minutes > 0 ? qsTr("You checked in here %n minutes ago.", "", model.minutes)
                                    : qsTr("You checked in here just now."),
            other: qsTr("You are already checked in.", "second line")
        };
        case "cannot_save": return {
            title: qsTr("Please ask a volunteer"),
            text: qsTr("This kiosk cannot take check-ins right now."),
            other: qsTr("Please ask a volunteer.", "second line")
        };
        default: return { title: "", text: "", other: "" };
    }

    split: 0.6

    TapHandler {
        onTapped: screen.dismissed()
    }
    Outcome {
        anchors.fill: parent
        tick: screen.model.friendly
        shade: screen.model.friendly ? Theme.accepted : Theme.refused
        title: screen.words.title
        text: screen.words.text
        other: screen.words.other
    }

    touched: Item {
        anchors.fill: parent

        Column {
            anchors { left: parent.left; right: parent.right; verticalCenter: parent.verticalCenter }
            spacing: Theme.gap

            MainButton {
                objectName: "choose-service"
                width: parent.width
                visible: screen.model.reason !== "cannot_save"
                text: screen.model.friendly ? qsTr("Done") : qsTr("Choose a service")
                second: screen.model.friendly ? "" : qsTr("Check in without a code", "second line")
                onClicked: screen.serviceWanted()
            }
            PlainButton {
                objectName: "help"
                width: parent.width
                text: qsTr("Ask for help")
                iconName: "help"
                onClicked: screen.help.ask()
            }
        }
    }
}
