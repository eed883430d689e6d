import QtQuick
import Kiosk
import "../theme"

/*! The point's number and name, people served today, and a mark of health; held for 2 s it opens the staff entry. */
Press {
    id: badge

    required property StationSign sign
    required property string servedToday
    required property bool wide
    signal held

    objectName: "badge"
    text: qsTr("Point %1, %2. Staff: hold for 2 seconds.").arg(sign.number).arg(sign.point)
    leftPadding: Theme.mm(2)
    rightPadding: Theme.mm(details.visible ? 3.5 : 2)

    Timer {
        objectName: "hold"
        interval: Theme.staffHold
        running: badge.pressed
        onTriggered: badge.held()
    }

    contentItem: Row {
        spacing: Theme.mm(3)

        Rectangle {
            width: Theme.mm(Math.max(11, 14 * Theme.share))
            height: width
            radius: Theme.radius * 0.7
            color: Theme.accent
            anchors.verticalCenter: parent.verticalCenter

            Words {
                anchors.centerIn: parent
                text: badge.sign.number
                color: Theme.bright
                font.pixelSize: Theme.noteText
                font.bold: true
                wrapMode: Text.NoWrap
                Accessible.ignored: true
            }
            Rectangle {
                objectName: "unwell"
                visible: badge.sign.unwell
                anchors { right: parent.right; top: parent.top; margins: -Theme.mm(1.5) }
                width: Theme.mm(5)
                height: width
                radius: width / 2
                color: Theme.refused
                border.width: Theme.line
                border.color: Theme.white

                Accessible.role: Accessible.Indicator
                Accessible.name: qsTr("Something here needs staff")

                Icon {
                    anchors.centerIn: parent
                    name: "attention"
                    size: parent.height * 0.8
                    color: Theme.bright
                }
            }
        }
        Column {
            id: details

            anchors.verticalCenter: parent.verticalCenter
            visible: badge.wide

            Words {
                text: badge.sign.point
                font.bold: true
                wrapMode: Text.NoWrap
                Accessible.ignored: true
            }
            Words {
                objectName: "served"
                text: badge.servedToday
                color: Theme.quietText
                font.pixelSize: Theme.tagText
                wrapMode: Text.NoWrap
            }
        }
    }
}
