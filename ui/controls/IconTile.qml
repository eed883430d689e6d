import QtQuick
import "../theme"

/*! A service's picture on its tinted ground. */
Rectangle {
    id: tile

    property alias name: icon.name

    width: Theme.iconTile
    height: Theme.iconTile
    radius: Theme.radius
    color: Theme.accentGround

    Icon {
        id: icon

        anchors.centerIn: parent
        size: Theme.icon
        color: Theme.accent
    }
}
