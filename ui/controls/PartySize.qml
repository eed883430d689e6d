import QtQuick
import Kiosk
import "../theme"

/*! How many people: one more, one fewer, or the digits of a group. */
Column {
    id: party

    required property TapForm form

    spacing: Theme.gap

    Item {
        width: parent.width
        height: Math.max(question.height, less.height)

        Column {
            id: question

            anchors.verticalCenter: parent.verticalCenter
            width: parent.width - stepper.width - Theme.gap

            Words {
                width: parent.width
                text: qsTr("How many of you?")
                font.pixelSize: Theme.bodyText
                font.bold: true
            }
            OtherWords {
                width: parent.width
                visible: Theme.bothLanguages && !Theme.small
                text: qsTr("You and your children · How many people", "second line")
                font.pixelSize: Theme.mixedText
            }
        }
        Row {
            id: stepper

            anchors { right: parent.right; verticalCenter: parent.verticalCenter }
            spacing: Theme.gap

            RoundButton {
                id: less

                objectName: "fewer"
                iconName: "minus"
                says: qsTr("One fewer")
                enabled: party.form.people > 1
                visible: !party.form.group
                onClicked: party.form.add(-1)
            }
            Words {
                objectName: "people"
                anchors.verticalCenter: parent.verticalCenter
                width: Math.max(implicitWidth, Theme.mainButton * 0.9)
                horizontalAlignment: Text.AlignHCenter
                text: party.form.people > 0 ? party.form.people : "–"
                font.pixelSize: Theme.heroText
                font.bold: true
            }
            RoundButton {
                objectName: "more"
                iconName: "plus"
                says: qsTr("One more")
                enabled: party.form.canAdd
                visible: !party.form.group
                onClicked: party.form.add(1)
            }
        }
    }
    PlainButton {
        objectName: "group"
        anchors.right: parent.right
        text: party.form.group ? qsTr("1 to 9 people") : qsTr("Group of 10 or more")
        onClicked: party.form.openDigits(!party.form.group)
    }
    Flow {
        id: digits

        visible: party.form.group
        width: parent.width
        spacing: Theme.gap
        layoutDirection: Qt.LeftToRight

        readonly property int across: width > 11 * (Theme.button + Theme.gap) ? 11 : 6

        Repeater {
            model: ["1", "2", "3", "4", "5", "6", "7", "8", "9", "0"]

            PlainButton {
                required property string modelData

                objectName: "digit-" + modelData
                width: (digits.width - (digits.across - 1) * Theme.gap) / digits.across
                text: modelData
                textSize: Theme.bodyText
                onClicked: party.form.type(modelData)
            }
        }
        PlainButton {
            objectName: "erase"
            width: (digits.width - (digits.across - 1) * Theme.gap) / digits.across
            iconName: "erase"
            says: qsTr("Delete the last digit")
            onClicked: party.form.erase()
        }
    }
}
