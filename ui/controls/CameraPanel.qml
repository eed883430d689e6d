pragma ComponentBehavior: Bound
import QtQuick
import Kiosk
import "../theme"

/*! The live picture with what to do written into it; says so when the camera is gone. */
Rectangle {
    id: panel

    required property CameraFeed feed

    radius: Theme.panelRadius
    color: Theme.cameraGround

    CameraPicture {
        anchors.fill: parent
        visible: panel.feed.available
        feed: panel.feed
        radius: panel.radius
        line: Theme.mm(1.6)
        around: Theme.paper
        cover: Theme.white
    }

    // What is written must stand out from any picture.
    Rectangle {
        id: shade

        readonly property real start: panel.radius / height
        readonly property real dark: 1 - (words.height + 1.6 * Theme.padding) / height

        anchors.bottom: parent.bottom
        width: parent.width
        height: Math.min(parent.height, words.height + 2 * Theme.padding + 3 * panel.radius)
        radius: panel.radius
        visible: panel.feed.available
        gradient: Gradient {
            GradientStop { position: shade.start; color: Theme.overPictureEnd }
            GradientStop { position: shade.dark; color: Theme.overPicture }
            GradientStop { position: 1; color: Theme.overPicture }
        }
    }

    Item {
        id: guide

        readonly property real side: Math.min(height, width / 1.45)

        anchors { left: parent.left; right: parent.right; top: parent.top; bottom: words.top; margins: Theme.padding }
        visible: panel.feed.available && side > Theme.icon * 1.5

        Finder {
            anchors.centerIn: parent
            height: guide.side
            width: guide.side * 1.45
            visible: !panel.feed.heldUp
        }
        Row {
            id: pictogram

            objectName: "pictogram"
            anchors.centerIn: parent
            anchors.verticalCenterOffset: panel.feed.lens === "above" ? arrow.size / 2 : 0
            spacing: guide.side * 0.14
            visible: !panel.feed.heldUp && guide.side > Theme.icon * 3

            Icon {
                name: "phone"
                size: guide.side * 0.52
                color: Theme.bright
            }
            Icon {
                name: "paper"
                size: guide.side * 0.44
                color: Theme.bright
                anchors.verticalCenter: parent.verticalCenter
            }
        }
        Icon {
            id: arrow

            objectName: "arrow"
            readonly property string lens: panel.feed.lens

            name: "arrow-" + lens
            size: Math.min(Theme.icon * 1.2, guide.side * 0.24)
            color: Theme.bright
            x: lens === "left" ? 0 : lens === "right" ? guide.width - width : (guide.width - width) / 2
            y: lens === "above" ? 0 : lens === "below" ? guide.height - height : (guide.height - height) / 2
        }
    }

    Column {
        id: words

        anchors { left: parent.left; right: parent.right; bottom: parent.bottom; margins: Theme.padding }
        spacing: Theme.smallGap
        visible: panel.feed.available

        Words {
            objectName: "instruction"
            width: parent.width
            horizontalAlignment: Text.AlignHCenter
            color: Theme.bright
            font.pixelSize: Theme.titleText
            font.bold: true
            text: switch (panel.feed.lens) {
                case "below": return qsTr("Hold your code up to the camera", "the lens is below the screen");
                case "left": return qsTr("Hold your code up to the camera", "the lens is left of the screen");
                case "right": return qsTr("Hold your code up to the camera", "the lens is right of the screen");
                default: return qsTr("Hold your code up to the camera", "the lens is above the screen");
            }
        }
        OtherWords {
            width: parent.width
            visible: Theme.bothLanguages && !Theme.small
            horizontalAlignment: Text.AlignHCenter
            color: Theme.bright
            font.pixelSize: Theme.mixedText
            text: qsTr("On your phone or on paper", "second line, in both languages")
        }
    }

    Column {
        anchors.centerIn: parent
        width: parent.width - 2 * Theme.padding
        spacing: Theme.gap
        visible: !panel.feed.available

        Icon {
            name: "camera-gone"
            size: Theme.iconTile
            color: Theme.bright
            anchors.horizontalCenter: parent.horizontalCenter
        }
        Words {
            objectName: "camera-gone"
            width: parent.width
            horizontalAlignment: Text.AlignHCenter
            color: Theme.bright
            font.pixelSize: Theme.bodyText
            font.bold: true
            text: qsTr("Camera not available")
        }
        Words {
            width: parent.width
            horizontalAlignment: Text.AlignHCenter
            color: Theme.bright
            font.pixelSize: Theme.labelText
            text: qsTr("Please choose a service")
        }
        OtherWords {
            width: parent.width
            visible: Theme.bothLanguages && !Theme.small
            horizontalAlignment: Text.AlignHCenter
            color: Theme.bright
            text: qsTr("Camera not available, please choose a service", "second line")
        }
    }
}
