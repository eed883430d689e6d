import QtQuick
import Kiosk
import "../controls"
import "../theme"

/*! The welcome, what was visited today, and what may still be changed. */
Stage {
    id: screen

    required property CheckedIn model
    signal otherServiceWanted
    signal done

    split: Theme.lowControls ? Theme.reach : 0.75

    Outcome {
        anchors.fill: parent
        tick: true
        shade: Theme.accepted
        title: screen.model.takenBack ? qsTr("Taken back") : qsTr("Welcome")
        text: screen.model.takenBack ? qsTr("This check-in doesn't count.")
                                     : qsTr("Checked in · %1", "", screen.model.people).arg(screen.model.service)
        other: screen.model.takenBack ? qsTr("Taken back", "second line")
                                      : qsTr("Welcome · Checked in for %1", "second line").arg(screen.model.otherService)

        Lattice {
            width: parent.width
            visible: screen.model.points.length > 0 && !screen.model.takenBack
            points: screen.model.points
            lit: screen.model.lit
        }
    }

    touched: ButtonGrid {
        anchors { left: parent.left; right: parent.right; bottom: parent.bottom }
        visible: !screen.model.takenBack

        PlainButton {
            objectName: "other-service"
            text: qsTr("Another service")
            onClicked: screen.otherServiceWanted()
        }
        PlainButton {
            objectName: "take-back"
            text: qsTr("A mistake? Take it back")
            onClicked: screen.model.takeBack()
        }
        PlainButton {
            objectName: "done"
            text: qsTr("Done")
            iconName: "tick"
            onClicked: screen.done()
        }
    }
}
