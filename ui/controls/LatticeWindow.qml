import QtQuick
import "../theme"

/*! A round window of a Suzhou garden: dark with the point's number, or lit with a lattice. */
Rectangle {
    id: pane

    required property real size
    required property int number
    required property bool lit

    width: size
    height: size
    radius: size / 2
    color: lit ? Theme.accentGround : Theme.white
    border.width: lit ? Theme.thickLine : Theme.line
    border.color: lit ? Theme.accent : Theme.edge
    Accessible.role: Accessible.StaticText
    Accessible.name: lit ? qsTr("Point %1, visited").arg(number) : qsTr("Point %1").arg(number)

    Words {
        anchors.centerIn: parent
        visible: !pane.lit
        text: pane.number
        color: Theme.quietText
        font.pixelSize: Theme.labelText
        font.bold: true
        wrapMode: Text.NoWrap
        Accessible.ignored: true
    }
    Icon {
        anchors.centerIn: parent
        visible: pane.lit
        name: pane.number % 3 ? "lattice" : "lattice-star"
        size: pane.size
        color: Theme.accent
    }
}
