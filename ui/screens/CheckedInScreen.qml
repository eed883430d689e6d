import QtQuick
import QtQuick.Layouts
import Kiosk
import "../controls"
import "../theme"

/*! The welcome, what was visited today, and what may still be changed. */
Stage {
    id: screen

    required property CheckedIn model
    signal otherServiceWanted
    signal done

    stacked: true
    split: Theme.lowControls ? Theme.reach : 1 - (Theme.margin * 3 + Theme.gap * 3 + Theme.button * 3) / Theme.screenHeight

    Outcome {
        id: outcome

        anchors.fill: parent
        good: true
        moreHeight: lattice.wanted ? lattice.implicitHeight : 0
        title: screen.model.takenBack ? qsTr("Taken back") : qsTr("Welcome")
        sentence: screen.model.takenBack ? qsTr("This check-in doesn't count.")
                : Theme.scarce ? screen.model.service
                : screen.model.people > 1 ? qsTr("Checked in · %1 · %n people", "", screen.model.people).arg(screen.model.service)
                : qsTr("Checked in · %1").arg(screen.model.service)
        other: screen.model.takenBack ? qsTr("Taken back", "second line")
                                      : qsTr("Welcome · Checked in: %1", "second line").arg(screen.model.otherService)

        Lattice {
            id: lattice

            readonly property bool wanted: screen.model.points.length > 0 && !screen.model.takenBack

            width: parent.width
            visible: wanted && outcome.roomForMore
            points: screen.model.points
            lit: screen.model.lit
        }
    }

    touched: ButtonGrid {
        width: parent.width
        y: Theme.portrait ? parent.height - height : 0
        visible: !screen.model.takenBack

        PlainButton {
            objectName: "other-service"
            Layout.fillWidth: true
            Layout.fillHeight: true
            text: qsTr("Another service")
            onClicked: screen.otherServiceWanted()
        }
        PlainButton {
            objectName: "take-back"
            Layout.fillWidth: true
            Layout.fillHeight: true
            text: qsTr("A mistake? Take it back")
            onClicked: screen.model.takeBack()
        }
        PlainButton {
            objectName: "done"
            Layout.fillWidth: true
            Layout.fillHeight: true
            Layout.columnSpan: Theme.portrait ? 2 : 1
            text: qsTr("Done")
            iconName: "tick"
            ground: Theme.accepted
            groundPressed: Theme.dark
            edge: Theme.accepted
            textColor: Theme.bright
            onClicked: screen.done()
        }
    }
}
