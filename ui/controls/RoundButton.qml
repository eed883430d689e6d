import QtQuick
import "../theme"

/*! A round button with an icon alone. */
Press {
    id: button

    required property string iconName

    implicitWidth: Theme.mainButton * (Theme.portrait && !Theme.lowControls ? 1.25 : 1)
    implicitHeight: implicitWidth
    radius: width / 2
    edge: enabled ? Theme.accent : Theme.edge
    edgeWidth: Theme.thickLine

    contentItem: Item {
        Icon {
            anchors.centerIn: parent
            name: button.iconName
            size: button.width * 0.5
            color: button.enabled ? Theme.accent : Theme.edge
        }
    }
}
