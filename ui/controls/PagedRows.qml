pragma ComponentBehavior: Bound
import QtQuick
import "../theme"

/*! Rows of a label, a value and whether it is good; what doesn't fit comes on further pages. */
Column {
    id: table

    /*! Each a label, a value and good. */
    required property list<var> rows
    required property real roomHeight
    property int page: 0

    readonly property real rowHeight: 1.3 * Theme.mixedText + Theme.mm(2)
    readonly property bool wide: width > rowHeight * 17
    readonly property real oneRow: wide ? rowHeight : rowHeight + 1.3 * Theme.noteText
    readonly property bool paged: rows.length * oneRow > roomHeight
    readonly property int perPage: paged ? Math.max(1, Math.floor((roomHeight - next.height - spacing) / oneRow)) : rows.length

    spacing: Theme.gap

    Column {
        width: parent.width

        Repeater {
            model: table.rows.slice(table.page * table.perPage, (table.page + 1) * table.perPage)

            Item {
                id: row

                required property var modelData

                width: table.width
                height: table.oneRow

                Rectangle {
                    anchors.bottom: parent.bottom
                    width: parent.width
                    height: Theme.line
                    color: Theme.hairline
                }
                Icon {
                    id: mark

                    anchors.verticalCenter: parent.verticalCenter
                    name: row.modelData.good ? "tick" : "look"
                    size: Theme.noteText
                    color: row.modelData.good ? Theme.accepted : Theme.refused
                }
                Words {
                    id: label

                    x: mark.width + Theme.gap
                    y: table.wide ? (parent.height - height) / 2 : Theme.mm(1)
                    width: table.wide ? table.width * 0.26 : table.width - x
                    text: row.modelData.label
                    color: Theme.quietText
                }
                Words {
                    x: table.wide ? label.x + label.width + Theme.gap : label.x
                    y: table.wide ? (parent.height - height) / 2 : label.y + label.height
                    width: table.width - x
                    text: row.modelData.value
                    font.pixelSize: Theme.mixedText
                    font.bold: true
                    color: row.modelData.good ? Theme.text : Theme.refused
                    Accessible.name: label.text + ": " + text
                }
            }
        }
    }
    PlainButton {
        id: next

        objectName: "more-rows"
        visible: table.paged
        text: qsTr("More")
        iconName: "more"
        onClicked: table.page = (table.page + 1) * table.perPage < table.rows.length ? table.page + 1 : 0
    }
}
