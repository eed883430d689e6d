import QtQuick
import Kiosk
import "../controls"
import "../theme"

/*! A chosen service, how many people, one confirm; a code shown now checks that person in for the service. */
Stage {
    id: screen

    required property CameraFeed camera
    required property TapForm form
    /*! Whether the way to the digits lies beside the confirm button, where height is short. */
    readonly property bool groupBeside: Theme.scarce || Theme.lowControls
    signal otherServiceWanted

    // Large text needs the whole width; a code is read all the same.
    seenShare: Theme.small || Theme.largeText ? 0 : 0.42

    CameraPanel {
        anchors.fill: parent
        feed: screen.camera
    }

    touched: Item {
        width: parent.width
        height: parent.height

        Rectangle {
            id: card

            readonly property real inset: Theme.small ? 0 : Theme.lowControls ? Theme.gap : Theme.padding
            readonly property real room: parent.height - confirm.height - Theme.gap

            width: parent.width
            height: Theme.portrait ? Math.min(room, form.height + 2 * inset + 2 * Theme.padding) : room
            radius: Theme.panelRadius
            color: Theme.small ? Theme.paper : Theme.white
            border.width: Theme.small ? 0 : Theme.line
            border.color: Theme.edge

            Column {
                id: form

                anchors { left: parent.left; right: parent.right; margins: card.inset; verticalCenter: parent.verticalCenter }
                spacing: Theme.small || Theme.lowControls ? Theme.gap : Theme.padding * 1.5

                ChosenService {
                    id: chosen

                    visible: !screen.form.group || !(Theme.largeText || Theme.lowControls)
                    width: parent.width
                    form: screen.form
                    onOtherWanted: screen.otherServiceWanted()
                }
                Rectangle {
                    visible: chosen.visible && !Theme.small && !Theme.lowControls
                    width: parent.width
                    height: Theme.line
                    color: Theme.hairline
                }
                PartySize {
                    width: parent.width
                    form: screen.form
                    groupHere: !screen.groupBeside
                }
            }
        }
        GroupButton {
            id: group

            visible: screen.groupBeside
            y: confirm.y
            height: confirm.height
            form: screen.form
        }
        MainButton {
            id: confirm

            objectName: "confirm"
            y: Theme.portrait ? card.height + (parent.height - card.height - height) / 2 : parent.height - height
            x: group.visible ? group.width + Theme.gap : 0
            width: parent.width - x
            height: Math.max(implicitHeight, Theme.mainButton * (Theme.portrait && !Theme.lowControls ? 1.5 : 1))
            enabled: screen.form.people > 0
            text: qsTr("Check in")
            second: Theme.small || Theme.lowControls ? ""
                : qsTr("%1 · %n people", "second line, in both languages", screen.form.people).arg(screen.form.service)
            onClicked: screen.form.confirm()
        }
    }
}
