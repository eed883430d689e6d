import QtQuick
import "../theme"

/*! One language on the switch; the one that is spoken has a fill and a tick. */
Rectangle {
    id: choice

    property alias text: words.text
    required property bool chosen

    anchors.verticalCenter: parent?.verticalCenter
    implicitWidth: line.implicitWidth + Theme.mm(chosen ? 4 : 1)
    implicitHeight: line.implicitHeight + Theme.mm(1.5)
    radius: Theme.mm(2)
    color: chosen ? Theme.dark : "transparent"

    Row {
        id: line

        anchors.centerIn: parent
        spacing: Theme.mm(1)

        Icon {
            name: "tick"
            visible: choice.chosen
            size: words.font.pixelSize
            color: Theme.bright
            anchors.verticalCenter: parent.verticalCenter
        }
        Words {
            id: words

            wrapMode: Text.NoWrap
            color: choice.chosen ? Theme.bright : Theme.text
            font.pixelSize: Theme.mixedText
            font.bold: choice.chosen
            Accessible.ignored: true
        }
    }
}
