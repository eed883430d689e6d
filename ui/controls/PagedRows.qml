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
    /*! How high each row is: a long value takes more lines. */
    readonly property list<real> heights: {
        const all = [];
        for (let index = 0; index < drawn.count; index++)
            all.push((drawn.itemAt(index) as Item)?.implicitHeight ?? oneRow);
        return all;
    }
    readonly property bool paged: heights.reduce((sum, height) => sum + height, 0) > roomHeight
    /*! The first row of each page. */
    readonly property list<int> firstRows: {
        const firsts = [0];
        const room = paged ? roomHeight - next.height - spacing : Infinity;
        let filled = 0;
        heights.forEach((height, index) => {
            if (filled > 0 && filled + height > room) {
                firsts.push(index);
                filled = 0;
            }
            filled += height;
        });
        return firsts;
    }
    readonly property int shownPage: Math.min(page, firstRows.length - 1)
    readonly property int firstShown: firstRows[shownPage]
    readonly property int endShown: firstRows[shownPage + 1] ?? rows.length

    spacing: Theme.gap

    Column {
        width: parent.width

        Repeater {
            id: drawn

            model: table.rows.length

            Item {
                id: row

                required property int index
                readonly property string says: table.rows[index]?.label ?? ""
                readonly property string value: table.rows[index]?.value ?? ""
                readonly property bool good: table.rows[index]?.good ?? true

                visible: index >= table.firstShown && index < table.endShown
                width: table.width
                height: implicitHeight
                implicitHeight: Math.max(table.oneRow, table.wide ? Math.max(label.height, words.height) + Theme.mm(2)
                                                                  : label.height + words.height + Theme.mm(2))

                Rectangle {
                    anchors.bottom: parent.bottom
                    width: parent.width
                    height: Theme.line
                    color: Theme.hairline
                }
                Icon {
                    id: mark

                    anchors.verticalCenter: parent.verticalCenter
                    name: row.good ? "tick" : "look"
                    size: Theme.noteText
                    color: row.good ? Theme.accepted : Theme.refused
                }
                Words {
                    id: label

                    x: mark.width + Theme.gap
                    y: table.wide ? (parent.height - height) / 2 : Theme.mm(1)
                    width: table.wide ? table.width * 0.26 : table.width - x
                    text: row.says
                    color: Theme.quietText
                }
                Words {
                    id: words

                    x: table.wide ? label.x + label.width + Theme.gap : label.x
                    y: table.wide ? (parent.height - height) / 2 : label.y + label.height
                    width: table.width - x
                    text: row.value
                    font.pixelSize: Theme.mixedText
                    font.bold: true
                    wrapMode: Text.Wrap
                    color: row.good ? Theme.text : Theme.refused
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
        onClicked: table.page = (table.shownPage + 1) % table.firstRows.length
    }
}
