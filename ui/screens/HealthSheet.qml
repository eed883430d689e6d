import QtQuick
import QtQuick.Layouts
import Kiosk
import "../controls"
import "../theme"

/*! For staff: how camera, disk, journal, clock and plan are, and what to do with the kiosk. */
Sheet {
    id: sheet

    required property Health health

    readonly property string decodeMs: sheet.health.decodeMs.toFixed(1)
    readonly property var troubles: ({
        "": qsTr("Starting"),
        "not_found": qsTr("Not found. Check its cable."),
        "stopped": qsTr("Pictures stopped. Check its cable."),
        "not_playable": qsTr("The clip can't be played."),
        "unreadable": qsTr("Some pictures can't be read."),
        "failed": qsTr("It failed and starts again.")
    })

    title: qsTr("How this kiosk is")

    Column {
        width: parent.width
        spacing: Theme.gap

        PagedRows {
            width: parent.width
            roomHeight: sheet.roomHeight - actions.height - Theme.gap
            rows: [
                {
                    label: qsTr("Camera"),
                    value: sheet.health.cameraWorks ? qsTr("%n pictures a second", "", sheet.health.picturesASecond)
                                                    : sheet.troubles[sheet.health.cameraTrouble],
                    good: sheet.health.cameraWorks
                },
                {
                    label: qsTr("Scanner"),
                    value: sheet.health.undecodable > 0
                           ? qsTr("%1 ms a picture, %n not readable", "", sheet.health.undecodable).arg(sheet.decodeMs)
                           : qsTr("%1 ms a picture").arg(sheet.decodeMs),
                    good: true
                },
                {
                    label: qsTr("Disk"),
                    value: sheet.health.diskIsEnough ? qsTr("%L1 GB free").arg((sheet.health.freeDiskMb / 1000).toFixed(1))
                                                     : qsTr("Nearly full. Make room."),
                    good: sheet.health.diskIsEnough
                },
                {
                    label: qsTr("Entries"),
                    value: qsTr("%L1 in the journal").arg(sheet.health.entries),
                    good: true
                },
                {
                    label: qsTr("Journal"),
                    value: sheet.health.journalIsWhole ? qsTr("Complete and unchanged")
                                                       : qsTr("Damaged. Keep this kiosk as it is."),
                    good: sheet.health.journalIsWhole
                },
                {
                    label: qsTr("Clock"),
                    value: sheet.health.clockIsTrusted ? sheet.health.clock
                                                       : qsTr("%1: is this right?").arg(sheet.health.clock),
                    good: sheet.health.clockIsTrusted
                },
                { label: qsTr("Plan"), value: sheet.health.plan, good: true },
                { label: qsTr("Version"), value: sheet.health.program, good: true }
            ]
        }
        GridLayout {
            id: actions

            width: parent.width
            columns: Theme.portrait ? 2 : 4
            columnSpacing: Theme.gap
            rowSpacing: Theme.gap

            PlainButton {
                objectName: "confirm-clock"
                Layout.fillWidth: true
                Layout.fillHeight: true
                visible: !sheet.health.clockIsTrusted
                text: qsTr("Clock is right")
                onClicked: sheet.health.confirmClock()
            }
            PlainButton {
                objectName: "leave-full-screen"
                Layout.fillWidth: true
                Layout.fillHeight: true
                text: qsTr("Leave full screen")
                onClicked: sheet.health.leaveFullScreen()
            }
            PlainButton {
                objectName: "restart"
                Layout.fillWidth: true
                Layout.fillHeight: true
                text: qsTr("Restart")
                onClicked: sheet.health.restart()
            }
            PlainButton {
                objectName: "shut-down"
                Layout.fillWidth: true
                Layout.fillHeight: true
                text: qsTr("Shut down")
                onClicked: sheet.health.shutDown()
            }
        }
    }
}
