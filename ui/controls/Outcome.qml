import QtQuick
import "../theme"

/*! What has happened: a shape, a word seen from afar, one sentence, and the same in the other language. */
Item {
    id: outcome

    property bool tick: false
    property color shade: Theme.accepted
    property string title: ""
    property string text: ""
    property string other: ""
    default property alias more: extra.data

    Column {
        anchors.centerIn: parent
        width: parent.width
        spacing: Theme.gap

        Rectangle {
            id: emblem

            anchors.horizontalCenter: parent.horizontalCenter
            width: Theme.emblem
            height: width
            radius: outcome.tick ? width / 2 : width / 4
            color: outcome.shade
            Accessible.ignored: true

            Icon {
                anchors.centerIn: parent
                visible: outcome.tick
                name: "tick"
                size: emblem.width * 0.72
                color: Theme.bright
            }
            Rectangle {
                visible: !outcome.tick
                anchors.horizontalCenter: parent.horizontalCenter
                y: emblem.height * 0.16
                width: emblem.width * 0.115
                height: emblem.height * 0.48
                radius: width / 2
                color: Theme.bright
            }
            Rectangle {
                visible: !outcome.tick
                anchors.horizontalCenter: parent.horizontalCenter
                y: emblem.height * 0.7
                width: emblem.width * 0.15
                height: width
                radius: width / 2
                color: Theme.bright
            }
        }
        Words {
            objectName: "title"
            width: parent.width
            horizontalAlignment: Text.AlignHCenter
            text: outcome.title
            font.pixelSize: Theme.heroText
            font.bold: true
        }
        Column {
            width: parent.width
            spacing: Theme.smallGap

            Words {
                objectName: "sentence"
                width: parent.width
                horizontalAlignment: Text.AlignHCenter
                text: outcome.text
                font.pixelSize: Theme.bodyText
            }
            OtherWords {
                width: parent.width
                horizontalAlignment: Text.AlignHCenter
                text: outcome.other
            }
        }
        Column {
            id: extra

            width: parent.width
        }
    }
}
