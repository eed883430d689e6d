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
        anchors.bottom: parent.bottom
        width: parent.width
        height: Math.min(parent.height, words.height + Theme.padding * 2)
        radius: panel.radius
        visible: panel.feed.available
        gradient: Gradient {
            GradientStop { position: 0; color: Theme.overPictureEnd }
            GradientStop { position: 0.25; color: Theme.overPicture }
            GradientStop { position: 1; color: Theme.overPicture }
        }
    }

    Item {
        id: guide

        anchors { left: parent.left; right: parent.right; top: parent.top; bottom: words.top }
        anchors.margins: Theme.padding
        visible: panel.feed.available && height > Theme.icon * 2

        readonly property real side: Math.min(height, width)

        Finder {
            anchors.centerIn: parent
            height: guide.side
            width: Math.min(guide.width, guide.side * 1.5)
            visible: !panel.feed.heldUp
        }
        Row {
            anchors.centerIn: parent
            spacing: guide.side * 0.12
            visible: !panel.feed.heldUp && guide.side > Theme.icon * 3

            Icon { name: "phone"; size: guide.side * 0.5; color: Theme.bright }
            Icon { name: "paper"; size: guide.side * 0.42; color: Theme.bright; anchors.verticalCenter: parent.verticalCenter }
        }
        Icon {
            id: arrow

            name: "arrow-" + panel.feed.lens
            size: Math.min(Theme.icon * 1.3, guide.side * 0.3)
            color: Theme.bright
            x: panel.feed.lens === "left" ? 0 : panel.feed.lens === "right" ? guide.width - width : (guide.width - width) / 2
            y: panel.feed.lens === "above" ? 0 : panel.feed.lens === "below" ? guide.height - height : (guide.height - height) / 2
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
                case "below": return qsTr("Hold your code up to the camera below");
                case "left": return qsTr("Hold your code up to the camera on the left");
                case "right": return qsTr("Hold your code up to the camera on the right");
                default: return qsTr("Hold your code up to the camera above");
            }
        }
        OtherWords {
            width: parent.width
            horizontalAlignment: Text.AlignHCenter
            color: Theme.bright
            font.pixelSize: Theme.mixedText
            text: qsTr("Phone or paper · Hold your code up to the camera", "second line")
        }
    }

    Column {
        anchors.centerIn: parent
        width: parent.width - 2 * Theme.padding
        spacing: Theme.gap
        visible: !panel.feed.available

        Icon {
            name: "camera-gone"
            size: Math.min(Theme.iconTile, panel.height / 4)
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
            text: qsTr("The camera is not available. Please choose a service.")
        }
        OtherWords {
            width: parent.width
            horizontalAlignment: Text.AlignHCenter
            color: Theme.bright
            text: qsTr("Please choose a service", "second line")
        }
    }
}
