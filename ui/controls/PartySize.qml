pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Layouts
import Kiosk
import "../theme"

/*! How many people: one more, one fewer, or the digits of a group. */
Column {
    id: party

    required property TapForm form
    /*! Whether the way to the digits of a group is among these controls, not beside the confirm button. */
    property bool groupHere: true

    spacing: Theme.gap

    GridLayout {
        readonly property real questionWidth: Theme.boldWidth(asked.text, Theme.bodyText)
        readonly property bool questionBeside: questionWidth + columnSpacing + stepper.implicitWidth <= width
        readonly property bool allBeside: questionWidth + stepper.implicitWidth + group.implicitWidth
                                          + 2 * columnSpacing <= width

        width: parent.width
        columns: allBeside && party.groupHere && !Theme.portrait ? 3 : 2
        columnSpacing: Theme.gap
        rowSpacing: Theme.gap

        Column {
            id: question

            Layout.fillWidth: true
            Layout.columnSpan: parent.questionBeside ? 1 : 2

            Words {
                id: asked

                objectName: "question"
                width: parent.width
                text: qsTr("How many of you?")
                font.pixelSize: Theme.bodyText
                font.bold: true
            }
            OtherWords {
                width: parent.width
                visible: Theme.bothLanguages && !Theme.small && !Theme.lowControls
                text: qsTr("Children too", "second line, in both languages")
                font.pixelSize: Theme.mixedText
            }
        }
        Row {
            id: stepper

            Layout.alignment: (parent.questionBeside ? Qt.AlignRight : Qt.AlignLeft) | Qt.AlignVCenter
            spacing: Theme.gap

            RoundButton {
                objectName: "fewer"
                iconName: "minus"
                text: qsTr("One fewer")
                enabled: party.form.people > 1
                visible: !party.form.group
                onClicked: party.form.add(-1)
            }
            Words {
                objectName: "people"
                anchors.verticalCenter: parent.verticalCenter
                width: Math.max(implicitWidth, Theme.mainButton * 0.8)
                horizontalAlignment: Text.AlignHCenter
                text: party.form.people > 0 ? party.form.people : "–"
                font.pixelSize: Theme.heroText
                font.bold: true
                wrapMode: Text.NoWrap
            }
            RoundButton {
                objectName: "more"
                iconName: "plus"
                text: qsTr("One more")
                enabled: party.form.canAdd
                visible: !party.form.group
                onClicked: party.form.add(1)
            }
        }
        GroupButton {
            id: group

            visible: party.groupHere
            Layout.alignment: Qt.AlignRight | Qt.AlignVCenter
            Layout.columnSpan: parent.columns === 2 && parent.questionBeside ? 2 : 1
            form: party.form
        }
    }
    Grid {
        id: digits

        readonly property real key: (width - (columns - 1) * spacing) / columns

        readonly property real keyHeight: Math.max(Theme.button, 1.3 * Theme.bodyText + Theme.mm(2))

        visible: party.form.group
        width: parent.width
        spacing: Theme.gap
        columns: width >= 11 * Theme.button + 10 * spacing ? 11 : 6

        Repeater {
            model: ["1", "2", "3", "4", "5", "6", "7", "8", "9", "0"]

            PlainButton {
                required property string modelData

                objectName: "digit-" + modelData
                width: digits.key
                height: digits.keyHeight
                text: modelData
                textSize: Theme.bodyText
                onClicked: party.form.type(modelData)
            }
        }
        PlainButton {
            objectName: "erase"
            width: digits.key
            height: digits.keyHeight
            iconName: "erase"
            iconOnly: true
            text: qsTr("Delete the last digit")
            onClicked: party.form.erase()
        }
    }
}
