import QtQuick
import "../theme"

/*! One lattice window for each point; those that were visited today are lit. */
Rectangle {
    id: lattice

    required property list<var> points
    required property list<var> lit

    implicitHeight: column.height + 2 * Theme.padding
    radius: Theme.panelRadius
    color: Theme.white

    Column {
        id: column

        anchors.centerIn: parent
        width: parent.width - 2 * Theme.padding
        spacing: Theme.gap

        Words {
            width: parent.width
            horizontalAlignment: Text.AlignHCenter
            text: qsTr("%n windows lit today", "", lattice.lit.length)
            font.pixelSize: Theme.bodyText
            font.bold: true
        }
        Grid {
            id: windows

            anchors.horizontalCenter: parent.horizontalCenter
            columns: Math.min(6, lattice.points.length)
            spacing: Theme.gap

            Repeater {
                model: lattice.points

                LatticeWindow {
                    required property var modelData

                    size: Math.min(Theme.mainButton, (column.width - 5 * windows.spacing) / 6)
                    number: modelData
                    lit: lattice.lit.includes(modelData)
                }
            }
        }
    }
}
