import QtQuick
import "../theme"

/*!
    Where a screen's two halves lie: what is seen, and what is touched.

    On a portrait screen what is touched lies below, within reach; on a landscape one beside.
*/
Item {
    id: stage

    /*! Share of the window's height at which what is touched begins on a portrait screen; reach wins. */
    property real split: Theme.reach
    /*! Share of the width that what is seen takes on a landscape screen. */
    property real seenShare: 0.5
    /*! Where the stage starts in the window. */
    property real startsAt: 0
    default property alias seen: seenPlace.data
    property alias touched: touchedPlace.data

    readonly property real splitAt: Math.max(split, Theme.reach) * Theme.screenHeight - startsAt

    Item {
        id: seenPlace

        width: Theme.portrait ? stage.width : (stage.width - Theme.gap) * stage.seenShare
        height: Theme.portrait ? stage.splitAt - Theme.gap : stage.height
    }
    Item {
        id: touchedPlace

        x: Theme.portrait ? 0 : seenPlace.width + Theme.gap
        y: Theme.portrait ? stage.splitAt : 0
        width: stage.width - x
        height: stage.height - y
    }
}
