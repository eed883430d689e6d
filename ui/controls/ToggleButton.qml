import QtQuick
import QtQuick.Layouts
import "../theme"

/*! A choice that is on or off: on has a fill and a tick. */
PlainButton {
    id: toggle

    required property bool on
    property string onIcon: "tick"
    property string offIcon: ""

    Layout.fillWidth: true
    Layout.fillHeight: true
    iconName: on ? "tick" : offIcon
    ground: on ? Theme.dark : Theme.white
    groundPressed: on ? Theme.quietText : Theme.pressed
    textColor: on ? Theme.bright : Theme.text
    Accessible.role: Accessible.CheckBox
    Accessible.checkable: true
    Accessible.checked: on
}
