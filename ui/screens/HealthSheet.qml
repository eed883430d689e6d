import QtQuick
import QtQuick.Layouts
import Kiosk
import "../controls"
import "../theme"

/*! For staff: how camera, disk, journal, hub, clock and plan are, and what to do with the kiosk. */
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
    readonly property var hubTroubles: ({
        "starting": qsTr("Connecting"),
        "not_enrolled": qsTr("Not enrolled yet: hold the hub's code up to the camera."),
        "not_confirmed": qsTr("Confirm there that the six digits are %1.").arg(sheet.health.hubDigits),
        "no_network": qsTr("It can't be reached. Check the network cable."),
        "not_the_hub": qsTr("Something else answers in its place: a log-in page of the network, say."),
        "busy": qsTr("It is busy; the kiosk tries again."),
        "hub_trouble": qsTr("It has trouble of its own. Tell the coordinator."),
        "refused": qsTr("It doesn't accept this kiosk. Tell the coordinator."),
        "clone": qsTr("Another machine writes as this kiosk. Enrol this one anew."),
        "failed": qsTr("It failed and starts again.")
    })
    readonly property var alarms: ({
        "salvaged": qsTr("The journal was damaged; what could be read was saved. Tell the coordinator."),
        "restored": qsTr("The journal goes on from a backup. Tell the coordinator."),
        "differs": qsTr("The hub knew other entries; both are kept. Tell the coordinator.")
    })
    readonly property bool hasHub: sheet.health.hubTrouble !== "demo"
    readonly property bool isEnrolled: hasHub && sheet.health.hubTrouble !== "not_enrolled"
                                       && sheet.health.hubTrouble !== "not_confirmed"
    readonly property string hub: {
        const minutes = sheet.health.minutesSinceContact;
        const trouble = sheet.hubTroubles[sheet.health.hubTrouble] ?? "";
        if (trouble === "")
            return minutes < 0 ? qsTr("Connecting")
                 : minutes < 1 ? qsTr("Connected") : qsTr("Last contact %n minutes ago", "", minutes);
        return minutes < 1 ? trouble : qsTr("%1 Last contact %n minutes ago.", "", minutes).arg(trouble);
    }

    title: qsTr("How this kiosk is")

    Column {
        width: parent.width
        spacing: Theme.gap

        PagedRows {
            width: parent.width
            roomHeight: sheet.roomHeight - actions.height - Theme.gap
            rows: [
                ...(sheet.health.alarm === "" ? [] : [{
                    label: qsTr("New epoch"),
                    value: sheet.alarms[sheet.health.alarm],
                    good: false
                }]),
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
                ...(sheet.isEnrolled ? [{
                    label: qsTr("Uploads"),
                    value: sheet.health.waiting > 0 ? qsTr("%Ln entries waiting", "", sheet.health.waiting)
                                                    : qsTr("All uploaded"),
                    good: sheet.health.waiting === 0 || sheet.health.hubIsWell
                }] : []),
                ...(sheet.hasHub ? [{
                    label: qsTr("Hub"),
                    value: sheet.hub,
                    good: sheet.health.hubIsWell
                }] : []),
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
