pragma ComponentBehavior: Bound
import QtQuick
import "../theme"

/*! One lattice window for each point; those that were visited today are lit. */
Rectangle {
    id: lattice

    required property list<var> points
    required property list<var> lit

    implicitHeight: column.height + 2 * column.inset
    radius: Theme.panelRadius
    color: Theme.white

    Column {
        id: column

        readonly property real inset: Theme.small ? Theme.gap : Theme.padding

        anchors.centerIn: parent
        width: parent.width - 2 * inset
        spacing: Theme.gap

        Words {
            visible: !Theme.small
            width: parent.width
            horizontalAlignment: Text.AlignHCenter
            objectName: "lit"
            text: qsTr("%n windows lit today", "", lattice.lit.length)
            font.pixelSize: Theme.bodyText
            font.bold: true
        }
        Grid {
            id: windows

            readonly property int across: Math.min(Theme.portrait ? 6 : 12, lattice.points.length)

            anchors.horizontalCenter: parent.horizontalCenter
            columns: across
            spacing: Theme.gap

            Repeater {
                model: lattice.points

                LatticeWindow {
                    required property var modelData

                    size: Math.floor(Math.min(Theme.mainButton * 1.1,
                                              (column.width - (windows.across - 1) * windows.spacing) / windows.across))
                    number: modelData
                    lit: lattice.lit.includes(modelData)
                }
            }
        }
    }
}
