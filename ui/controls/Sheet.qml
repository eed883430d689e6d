import QtQuick
import "../theme"

/*! What lies over a screen until it is closed: a title, the way back, and its content. */
Item {
    id: sheet

    required property string title
    property string closeText: qsTr("Close")
    property string closeIcon: ""
    default property alias content: place.data
    /*! Height that the content may take. */
    readonly property real roomHeight: maxHeight - heading.height - 2 * Theme.padding - Theme.gap
    readonly property real maxHeight: Theme.portrait ? (1 - Theme.reach) * height : height - Theme.margin
    signal closed

    Rectangle {
        anchors.fill: parent
        color: Theme.veil

        MouseArea {
            anchors.fill: parent
            onClicked: sheet.closed()
        }
    }
    Rectangle {
        anchors { left: parent.left; right: parent.right; bottom: parent.bottom }
        height: Math.min(sheet.maxHeight, heading.height + place.childrenRect.height + 2 * Theme.padding + Theme.gap)
        color: Theme.paper
        topLeftRadius: Theme.panelRadius
        topRightRadius: Theme.panelRadius

        MouseArea {
            anchors.fill: parent
        }
        Item {
            id: heading

            anchors { left: parent.left; right: parent.right; top: parent.top; margins: Theme.padding }
            height: Math.max(title.height, close.visible ? close.height : 0)

            Words {
                id: title

                objectName: "sheet-title"
                anchors { left: parent.left; right: close.visible ? close.left : parent.right; rightMargin: Theme.gap; verticalCenter: parent.verticalCenter }
                text: sheet.title
                font.pixelSize: Theme.bodyText
                font.bold: true
                Accessible.role: Accessible.Heading
            }
            PlainButton {
                id: close

                objectName: "close"
                anchors { right: parent.right; verticalCenter: parent.verticalCenter }
                visible: text !== ""
                text: sheet.closeText
                iconName: sheet.closeIcon
                onClicked: sheet.closed()
            }
        }
        Item {
            id: place

            anchors {
                left: parent.left
                right: parent.right
                top: heading.bottom
                bottom: parent.bottom
                leftMargin: Theme.padding
                rightMargin: Theme.padding
                topMargin: Theme.gap
            }
        }
    }
}
