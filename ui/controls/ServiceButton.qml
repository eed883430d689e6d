import QtQuick
import "../theme"

/*! One service: icon, name, and a tag where it is on offer today only. */
Press {
    id: button

    required property string serviceId
    required property string picture
    required property bool special
    /*! Width of the name on one line. */
    readonly property real nameWidth: label.implicitWidth
    readonly property real besideName: leftPadding + rightPadding + tile.width + row.spacing

    implicitHeight: Math.max(Theme.mainButton, implicitContentHeight + topPadding + bottomPadding)
    says: special ? qsTr("%1, today only").arg(text) : text

    contentItem: Item {
        implicitHeight: Math.max(row.implicitHeight, tile.height)

        Row {
            id: row

            anchors.verticalCenter: parent.verticalCenter
            width: parent.width
            spacing: Theme.mm(3)

            Rectangle {
                id: tile

                width: Theme.iconTile
                height: Theme.iconTile
                radius: Theme.radius
                color: Theme.accentGround
                anchors.verticalCenter: parent.verticalCenter

                Icon {
                    anchors.centerIn: parent
                    name: button.picture
                    size: Theme.icon
                    color: Theme.accent
                }
            }
            Column {
                width: parent.width - tile.width - row.spacing
                anchors.verticalCenter: parent.verticalCenter
                spacing: Theme.mm(0.5)

                Words {
                    id: label

                    width: parent.width
                    text: button.text
                    font.pixelSize: Theme.bodyText
                    font.bold: true
                    Accessible.ignored: true
                }
                Tag {
                    visible: button.special
                    text: qsTr("Today only")
                }
            }
        }
    }
}
