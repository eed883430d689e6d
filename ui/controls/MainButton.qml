import QtQuick
import "../theme"

/*! The one thing to do on a screen: filled, with a second line below the label. */
Press {
    id: button

    property string second: ""

    implicitHeight: Math.max(Theme.mainButton, implicitContentHeight + topPadding + bottomPadding)
    ground: Theme.accent
    groundPressed: Theme.accentPressed
    edge: Theme.accent
    radius: Theme.panelRadius
    says: second === "" ? text : text + ", " + second

    contentItem: Item {
        implicitWidth: Math.max(label.implicitWidth, more.visible ? more.implicitWidth : 0)
        implicitHeight: lines.implicitHeight

        Column {
            id: lines

            anchors.verticalCenter: parent.verticalCenter
            width: parent.width

            Words {
                id: label

                width: parent.width
                text: button.text
                color: Theme.bright
                font.pixelSize: Theme.titleText
                font.bold: true
                horizontalAlignment: Text.AlignHCenter
                Accessible.ignored: true
            }
            Words {
                id: more

                width: parent.width
                visible: text !== "" && Theme.bothLanguages
                text: button.second
                color: Theme.bright
                font.pixelSize: Theme.mixedText
                horizontalAlignment: Text.AlignHCenter
                Accessible.ignored: true
            }
        }
    }
}
