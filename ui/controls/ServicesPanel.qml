import QtQuick
import Kiosk
import "../theme"

/*! The services under their heading, for who has no code. */
Rectangle {
    id: panel

    required property Services services
    signal chosen(string serviceId)

    property alias mostGrowth: grid.mostGrowth
    readonly property real inset: Theme.small || Theme.lowControls ? Theme.gap : Theme.padding

    radius: Theme.panelRadius
    color: Theme.white
    border.width: Theme.line
    border.color: Theme.accent

    Rectangle {
        id: heading

        width: parent.width
        height: titles.height + (Theme.lowControls ? Theme.mm(1) : 2 * Theme.smallGap)
        topLeftRadius: parent.radius
        topRightRadius: parent.radius
        color: Theme.accent

        Column {
            id: titles

            anchors.verticalCenter: parent.verticalCenter
            x: panel.inset
            width: parent.width - 2 * x

            Words {
                width: parent.width
                text: qsTr("No code? Choose a service")
                color: Theme.bright
                font.pixelSize: Theme.bodyText
                font.bold: true
            }
            OtherWords {
                width: parent.width
                visible: !Theme.largeText && !Theme.small && !Theme.lowControls
                text: qsTr("No names, no phone numbers", "second line, in both languages")
                color: Theme.bright
                font.pixelSize: Theme.mixedText
            }
        }
    }
    ServiceGrid {
        id: grid

        anchors { left: parent.left; right: parent.right; top: heading.bottom; margins: panel.inset }
        services: panel.services
        roomHeight: parent.height - heading.height - 2 * panel.inset
        height: implicitHeight
        onChosen: serviceId => panel.chosen(serviceId)
    }
}
