import QtQuick
import Kiosk
import "../theme"

/*! The sign over every screen: station, day and host on the left, the point with its count on the right. */
Item {
    id: header

    required property StationSign sign
    signal badgeHeld

    implicitHeight: Math.max(place.implicitHeight, badge.implicitHeight)

    Column {
        id: place

        anchors.verticalCenter: parent.verticalCenter
        width: parent.width - badge.width - Theme.gap
        spacing: Theme.mm(0.5)

        Words {
            objectName: "station"
            width: parent.width
            text: header.sign.station
            font.pixelSize: Theme.signText
            font.bold: true
        }
        Words {
            objectName: "day"
            width: parent.width
            color: Theme.quietText
            visible: Theme.bothLanguages
            text: header.sign.serviceDay ? qsTr("%1 · Host today: %2").arg(header.sign.day).arg(header.sign.host)
                                         : qsTr("%1 · No service day").arg(header.sign.day)
        }
    }

    Badge {
        id: badge

        anchors.right: parent.right
        anchors.verticalCenter: parent.verticalCenter
        sign: header.sign
        onHeld: header.badgeHeld()
    }
}
