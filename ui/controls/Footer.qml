import QtQuick
import QtQuick.Layouts
import Kiosk
import "../theme"

/*! What is on every visitor screen: language, accessibility, and help or the way back. */
RowLayout {
    id: footer

    required property Language language
    /*! Label of the third button; none leaves it away. */
    property string lastText: ""
    property string lastIcon: ""
    signal accessWanted
    signal lastPressed

    spacing: Theme.gap

    Press {
        objectName: "language"
        Layout.fillWidth: true
        Layout.fillHeight: true
        text: footer.language.chinese ? qsTr("Switch to English") : qsTr("Switch to Chinese")
        onClicked: footer.language.speak(footer.language.chinese ? "en" : "zh_CN")

        contentItem: Item {
            implicitWidth: choices.implicitWidth
            implicitHeight: choices.implicitHeight

            Row {
                id: choices

                anchors.centerIn: parent
                spacing: Theme.mm(2)

                LanguageChoice {
                    text: "中文"
                    chosen: footer.language.chinese
                    visible: Theme.bothLanguages || !chosen
                }
                LanguageChoice {
                    text: "English"
                    chosen: !footer.language.chinese
                    visible: Theme.bothLanguages || !chosen
                }
            }
        }
    }
    PlainButton {
        objectName: "access"
        Layout.fillWidth: true
        Layout.fillHeight: true
        text: qsTr("Accessibility")
        iconName: "access"
        onClicked: footer.accessWanted()
    }
    PlainButton {
        objectName: "last"
        visible: footer.lastText !== ""
        Layout.fillWidth: true
        Layout.fillHeight: true
        text: footer.lastText
        iconName: Theme.narrow || !Theme.bothLanguages ? "" : footer.lastIcon
        onClicked: footer.lastPressed()
    }
}
