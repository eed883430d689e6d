import QtQuick
import Kiosk
import "../theme"

/*! The services as equal buttons; what doesn't fit comes on further pages, by one more button of the same size. */
Item {
    id: grid

    required property Services services
    /*! Height that the grid may take; it takes less if it needs less. */
    property real roomHeight: height
    property int page: 0
    signal chosen(string serviceId)

    readonly property int count: buttons.count
    readonly property real widest: {
        let width = 0;
        for (let i = 0; i < count; ++i) {
            const button = buttons.itemAt(i) as ServiceButton;
            if (button)
                width = Math.max(width, button.nameWidth + button.besideName);
        }
        return width;
    }
    readonly property int columns: {
        const three = (width - 2 * Theme.gap) / 3;
        const two = (width - Theme.gap) / 2;
        return widest <= three && count > 6 ? 3 : widest <= two ? 2 : 1;
    }
    readonly property real cellWidth: (width - (columns - 1) * Theme.gap) / columns
    readonly property real needed: {
        let height = Theme.mainButton;
        for (let i = 0; i < count; ++i) {
            const button = buttons.itemAt(i) as ServiceButton;
            if (button)
                height = Math.max(height, button.implicitHeight);
        }
        return height;
    }
    readonly property int rows: Math.max(1, Math.floor((roomHeight + Theme.gap) / (needed + Theme.gap)))
    readonly property bool paged: count > rows * columns
    readonly property int perPage: paged ? Math.max(1, rows * columns - 1) : rows * columns
    readonly property int pages: Math.ceil(count / perPage)
    readonly property int shownRows: Math.min(rows, Math.ceil((paged ? perPage + 1 : count) / columns))
    readonly property real cellHeight: Math.min((roomHeight - (shownRows - 1) * Theme.gap) / shownRows, needed * 1.35)

    implicitHeight: shownRows * (cellHeight + Theme.gap) - Theme.gap
    onPagesChanged: page = 0

    Repeater {
        id: buttons

        model: grid.services

        ServiceButton {
            id: button

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
        textSize: Theme.labelText
        x: (place % grid.columns) * (grid.cellWidth + Theme.gap)
        y: Math.floor(place / grid.columns) * (grid.cellHeight + Theme.gap)
        width: grid.cellWidth
        height: grid.cellHeight
        onClicked: grid.page = (grid.page + 1) % grid.pages
    }
}
