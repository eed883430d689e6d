import QtQuick
import "../theme"

/*!
    Where a screen's two halves lie: what is seen, and what is touched.

    On a portrait screen what is touched lies below, within reach; on a landscape one beside, or below in a row.
*/
Item {
    id: stage

    /*! Where the stage starts in the window. */
    required property real startsAt
    /*! Share of the window's height at which what is touched begins on a portrait screen. */
    property real split: Theme.reach
    /*! Whether what is touched lies below on a landscape screen too, in as little height as it needs. */
    property bool stacked: false
    /*! Share of the width that what is seen takes beside what is touched; 0 leaves it out. */
    property real seenShare: 0.5
    default property alias seen: seenPlace.data
    property alias touched: touchedPlace.data

    readonly property bool below: stacked || Theme.portrait
    readonly property real touchedFrom: Theme.portrait
        ? Math.round(split * Theme.screenHeight - startsAt)
        : height - touchedPlace.childrenRect.height

    Item {
        id: seenPlace

        visible: stage.below || stage.seenShare > 0
        width: stage.below ? stage.width : Math.round((stage.width - Theme.gap) * stage.seenShare)
        height: stage.below ? stage.touchedFrom - Theme.gap : stage.height
    }
    Item {
        id: touchedPlace

        x: stage.below || stage.seenShare === 0 ? 0 : seenPlace.width + Theme.gap
        y: stage.below ? stage.touchedFrom : 0
        width: stage.width - x
        height: stage.height - y
    }
}
