import QtQuick
import Kiosk
import "../theme"

/*! The sign over every screen: station, day and host on the left, the point with its count on the right. */
Item {
    id: header

    required property StationSign sign
    required property HelpCall help
    signal badgeHeld

    readonly property string dayAndHost: sign.serviceDay ? qsTr("%1 · Host: %2").arg(sign.day).arg(sign.host)
        : Theme.small && sign.nextDay !== "" ? qsTr("No service day · Next: %1, %2").arg(sign.nextDay).arg(sign.nextHost)
        : qsTr("%1 · No service day").arg(sign.day)
    readonly property string servedToday: qsTr("%Ln served today", "", sign.servedToday)

    implicitHeight: Math.max(left.height, badge.height)

    Column {
        id: left

        anchors.verticalCenter: parent.verticalCenter
        width: parent.width - badge.width - Theme.gap - (mark.visible ? mark.width + Theme.gap : 0)
        spacing: Theme.mm(0.5)

        Words {
            id: station

            objectName: "station"
            visible: !header.help.open
            width: parent.width
            text: !Theme.scarce ? header.sign.station
                : !header.sign.serviceDay ? header.dayAndHost
                : Theme.boldWidth(header.sign.station, Theme.signText) < width ? header.sign.station : header.sign.point
            font.pixelSize: Theme.signText
            font.bold: true
        }
        Words {
            objectName: "day"
            visible: !header.help.open && !Theme.scarce
            width: parent.width
            color: Theme.quietText
            text: !Theme.wideBadge && header.sign.serviceDay ? qsTr("%1 · %Ln today", "people served", header.sign.servedToday).arg(header.dayAndHost) : header.dayAndHost
        }
        HelpBanner {
            visible: header.help.open
            width: parent.width
            help: header.help
        }
    }
    Tag {
        id: mark

        objectName: "mark"
        visible: header.sign.demo || header.sign.sample
        anchors { right: badge.left; rightMargin: Theme.gap; verticalCenter: parent.verticalCenter }
        ground: Theme.refused
        text: header.sign.demo ? qsTr("Demo") : qsTr("Sample")
    }
    Badge {
        id: badge

        anchors { right: parent.right; verticalCenter: parent.verticalCenter }
        sign: header.sign
        servedToday: header.servedToday
        wide: Theme.wideBadge && !header.help.open
        onHeld: header.badgeHeld()
    }
}
