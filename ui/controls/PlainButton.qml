import QtQuick
import QtQuick.Layouts
import "../theme"

/*! A button beside the way: a label, with an icon before it if one is named. */
Press {
    id: button

    property string iconName: ""
    /*! Whether the words are for a screen reader alone. */
    property bool iconOnly: false
    property color textColor: Theme.text
    property int textSize: Theme.labelText

    /*! The width below which a word would be cut. */
    readonly property real leastWidth: {
        let widest = 0;
        for (const word of iconOnly ? [] : text.split(" "))
            widest = Math.max(widest, Theme.boldWidth(word, textSize));
        return Math.max(Theme.button, widest + (iconName === "" ? 0 : picture.width + row.spacing)
                                      + leftPadding + rightPadding + 2);
    }

    Layout.minimumWidth: leastWidth

    contentItem: Item {
        implicitWidth: (button.iconOnly ? 0 : label.implicitWidth) + (picture.visible ? picture.width + row.spacing : 0)
        implicitHeight: row.implicitHeight

        Row {
            id: row

            anchors.centerIn: parent
            spacing: Theme.smallGap

            Icon {
                id: picture

                name: button.iconName
                visible: button.iconName !== ""
                size: button.textSize * 1.25
                color: button.textColor
                anchors.verticalCenter: parent.verticalCenter
            }
            Words {
                id: label

                visible: !button.iconOnly
                text: button.text
                color: button.textColor
                font.pixelSize: button.textSize
                font.bold: true
                horizontalAlignment: Text.AlignHCenter
                width: Math.min(implicitWidth,
                                button.availableWidth - (picture.visible ? picture.width + row.spacing : 0))
                anchors.verticalCenter: parent.verticalCenter
                Accessible.ignored: true
            }
        }
    }
}
