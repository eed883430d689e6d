pragma ComponentBehavior: Bound
import QtQuick
import "../theme"

/*! Four corners that show where to hold a code. */
Item {
    id: finder

    Repeater {
        model: 4

        Item {
            id: corner

            required property int index

            width: Math.min(Theme.mm(17), finder.height / 3)
            height: width
            x: index % 2 ? finder.width - width : 0
            y: index > 1 ? finder.height - height : 0
            clip: true

            Rectangle {
                x: corner.index % 2 ? -corner.width : 0
                y: corner.index > 1 ? -corner.height : 0
                width: corner.width * 2
                height: corner.height * 2
                radius: Theme.radius
                color: "transparent"
                border.width: Theme.mm(1.6)
                border.color: Theme.bright
            }
        }
    }
}
