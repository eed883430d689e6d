import QtQuick
import QtQuick.Layouts
import Kiosk
import "../controls"
import "../theme"

/*! Large text, high contrast, low controls and volume, for the person who stands here now. */
Sheet {
    id: sheet

    required property Comfort comfort

    title: qsTr("Accessibility")
    closeText: qsTr("Done")
    closeIcon: "tick"

    GridLayout {
        width: parent.width
        columns: 2
        columnSpacing: Theme.gap
        rowSpacing: Theme.gap
        uniformCellWidths: true

        ToggleButton {
            objectName: "large-text"
            text: qsTr("Large text")
            offIcon: "text-size"
            on: sheet.comfort.largeText
            onClicked: sheet.comfort.setLargeText(!on)
        }
        ToggleButton {
            objectName: "high-contrast"
            text: qsTr("High contrast")
            offIcon: "contrast"
            on: sheet.comfort.highContrast
            onClicked: sheet.comfort.setHighContrast(!on)
        }
        ToggleButton {
            objectName: "low-controls"
            visible: Theme.portrait
            text: qsTr("Low controls")
            offIcon: "low"
            on: sheet.comfort.lowControls
            onClicked: sheet.comfort.setLowControls(!on)
        }
        Volume {
            Layout.fillWidth: Theme.portrait
            Layout.preferredWidth: Theme.mainButton * 5
            Layout.alignment: Qt.AlignHCenter
            Layout.columnSpan: Theme.portrait ? 1 : 2
            comfort: sheet.comfort
        }
    }
}
