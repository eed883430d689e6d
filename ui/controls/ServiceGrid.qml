pragma ComponentBehavior: Bound
import QtQuick
import Kiosk
import "../theme"

/*! The services as equal buttons; what doesn't fit comes on further pages, by one more button of the same size. */
Item {
    id: grid

    required property Services services
    /*! Height that the buttons may take. */
    required property real roomHeight
    /*! How much higher than a main button the buttons may grow. */
    property real mostGrowth: Theme.portrait ? 2.1 : 1.6
    property int page: 0
    signal chosen(string serviceId)

    readonly property int count: buttons.count
    /*! The number of columns that shows most services at once, two where it makes no difference. */
    readonly property int columns: {
        let best = 1;
        for (const columns of [3, 2]) {
            if (wholeWordsFit(columns) && shownAtOnce(columns) >= shownAtOnce(best))
                best = columns;
        }
        return best;
    }
    readonly property real cellWidth: widthIn(columns)
    readonly property real needed: {
        let height = Theme.mainButton;
        for (let i = 0; i < count; ++i)
            height = Math.max(height, buttons.itemAt(i)?.implicitHeight ?? 0);
        return height;
    }
    readonly property int rows: rowsOf(needed)
    readonly property bool paged: count > rows * columns
    readonly property int perPage: paged ? Math.max(1, rows * columns - 1) : rows * columns
    readonly property int pages: Math.ceil(count / perPage)
    readonly property int shownRows: Math.min(rows, Math.ceil((paged ? perPage + 1 : count) / columns))
    readonly property real cellHeight: Math.max(
        needed, Math.min((roomHeight - (shownRows - 1) * Theme.gap) / shownRows,
                         Math.max(needed * 1.3, Theme.mainButton * mostGrowth)))

    function widthIn(columns: int): real {
        return (width - (columns - 1) * Theme.gap) / columns;
    }
    function wordsWidthIn(columns: int): real {
        return widthIn(columns) - Theme.iconTile - 3 * Theme.inset - 1;
    }
    function rowsOf(height: real): int {
        return Math.max(1, Math.floor((roomHeight + Theme.gap) / (height + Theme.gap)));
    }
    function wholeWordsFit(columns: int): bool {
        for (let i = 0; i < count; ++i) {
            const button = buttons.itemAt(i) as ServiceButton;
            for (const word of button ? button.text.split(" ") : []) {
                if (Theme.boldWidth(word, Theme.bodyText) > wordsWidthIn(columns))
                    return false;
            }
        }
        return true;
    }
    function linesOf(text: string, width: real): int {
        let lines = 1;
        let line = "";
        for (const word of text.split(" ")) {
            const longer = line === "" ? word : line + " " + word;
            if (line !== "" && Theme.boldWidth(longer, Theme.bodyText) > width) {
                ++lines;
                line = word;
            } else {
                line = longer;
            }
        }
        return lines;
    }
    function shownAtOnce(columns: int): int {
        let height = Theme.mainButton;
        for (let i = 0; i < count; ++i) {
            const button = buttons.itemAt(i) as ServiceButton;
            const room = wordsWidthIn(columns);
            const tagBelow = button?.special && Theme.boldWidth(button.text, Theme.bodyText) + button.tagWidth > room;
            height = Math.max(height, 1.3 * Theme.bodyText * linesOf(button?.text ?? "", room)
                                      + (tagBelow ? 1.25 * Theme.tagText + Theme.smallGap : 0) + Theme.mm(2));
        }
        return Math.min(count, rowsOf(height) * columns);
    }

    implicitHeight: shownRows * (cellHeight + Theme.gap) - Theme.gap
    onPagesChanged: page = 0

    Repeater {
        id: buttons

        model: grid.services

        ServiceButton {
            required property int index
            required property string name
            readonly property int place: index % grid.perPage

            objectName: "service-" + serviceId
            text: name
            visible: Math.floor(index / grid.perPage) === grid.page
            x: (place % grid.columns) * (grid.cellWidth + Theme.gap)
            y: Math.floor(place / grid.columns) * (grid.cellHeight + Theme.gap)
            width: grid.cellWidth
            height: grid.cellHeight
            onClicked: grid.chosen(serviceId)
        }
    }
    PlainButton {
        readonly property int place: grid.perPage

        objectName: "more-services"
        visible: grid.paged
        text: qsTr("More services")
        iconName: "more"
        x: (place % grid.columns) * (grid.cellWidth + Theme.gap)
        y: Math.floor(place / grid.columns) * (grid.cellHeight + Theme.gap)
        width: grid.cellWidth
        height: grid.cellHeight
        onClicked: grid.page = (grid.page + 1) % grid.pages
    }
}
