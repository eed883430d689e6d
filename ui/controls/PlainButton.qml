import QtQuick
import "../theme"

/*! A button beside the way: a label, with an icon before it if one is named. */
Press {
    id: button

    property string iconName: ""
    property color textColor: Theme.text
    property int textSize: Theme.labelText

    contentItem: Item {
        implicitWidth: row.implicitWidth
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
