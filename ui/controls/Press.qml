import QtQuick
import QtQuick.Controls.Basic
import "../theme"

/*! What every control that is pressed has in common: it acts on release, and shows a finger at once. */
AbstractButton {
    id: press

    property color ground: Theme.white
    property color groundPressed: Theme.pressed
    property color edge: Theme.edge
    property real edgeWidth: Theme.line
    property real radius: Theme.radius
    /*! Words for a screen reader where the label alone says too little. */
    property string says: text

    implicitHeight: Math.max(Theme.button, implicitContentHeight + topPadding + bottomPadding)
    implicitWidth: Math.max(Theme.button, implicitContentWidth + leftPadding + rightPadding)
    leftPadding: Theme.mm(3)
    rightPadding: Theme.mm(3)
    topPadding: Theme.mm(1)
    bottomPadding: Theme.mm(1)
    focusPolicy: Qt.TabFocus

    Accessible.role: checkable ? Accessible.CheckBox : Accessible.Button
    Accessible.name: says
    Accessible.checkable: checkable
    Accessible.checked: checked
    Accessible.onPressAction: click()

    background: Rectangle {
        radius: press.radius
        color: press.down ? press.groundPressed : press.ground
        border.width: press.visualFocus ? Theme.thickLine : press.edgeWidth
        border.color: press.visualFocus ? Theme.link : press.edge
    }
}
