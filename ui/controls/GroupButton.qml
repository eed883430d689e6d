import Kiosk

/*! The way to typing the size of a group, and back. */
PlainButton {
    required property TapForm form

    objectName: "group"
    text: form.group ? qsTr("1 to 9") : qsTr("10 or more")
    onClicked: form.openDigits(!form.group)
}
