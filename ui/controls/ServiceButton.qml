import QtQuick
import "../theme"

/*! One service: picture, name, and a tag where it is on offer today only. */
Press {
    id: button

    required property string serviceId
    required property string picture
    required property bool special
    /*! What the tag takes beside the name. */
    readonly property real tagWidth: tag.implicitWidth + Theme.gap

    implicitHeight: Math.max(Theme.mainButton, implicitContentHeight + topPadding + bottomPadding)
    leftPadding: Theme.inset
    rightPadding: Theme.inset
    says: special ? qsTr("%1, today only").arg(text) : text

    contentItem: Item {
        implicitHeight: Math.max(words.height, tile.height)

        IconTile {
            id: tile

            anchors.verticalCenter: parent.verticalCenter
            name: button.picture
        }
        Item {
            id: words

            readonly property real spacing: Theme.small ? 0 : Theme.smallGap
            readonly property bool beside: button.special
                                           && label.implicitWidth + button.tagWidth <= width

            anchors { left: tile.right; leftMargin: Theme.inset; right: parent.right; verticalCenter: parent.verticalCenter }
            height: label.height + (button.special && !beside ? tag.height + spacing : 0)

            Words {
                id: label

                width: words.beside ? implicitWidth : words.width
                text: button.text
                font.pixelSize: Theme.bodyText
                font.bold: true
                Accessible.ignored: true
            }
            Tag {
                id: tag

                visible: button.special
                text: qsTr("Today only")
                x: words.beside ? label.width + Theme.gap : 0
                y: words.beside ? (words.height - height) / 2 : label.height + words.spacing
            }
        }
    }
}
