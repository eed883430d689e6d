import QtQuick
import QtQuick.Layouts
import "../theme"

/*! What has happened: a shape, a word seen from afar, one sentence, and the same in the other language. */
Item {
    id: outcome

    property bool good: false
    property string title: ""
    property string sentence: ""
    property string other: ""
    default property alias more: extra.data

    /*! Height that what stands below the words wants; the shape makes room for it. */
    property real moreHeight: 0
    readonly property real leastEmblem: Theme.portrait ? Theme.mm(20) : Theme.emblem
    readonly property real around: Theme.portrait ? lines.height + 6 * Theme.gap : Theme.gap
    readonly property bool roomForMore: Theme.portrait
        ? leastEmblem + around + moreHeight <= height
        : Math.max(leastEmblem, lines.height) + around + moreHeight <= height

    Column {
        anchors { left: parent.left; right: parent.right; verticalCenter: parent.verticalCenter }
        spacing: Theme.portrait && !Theme.largeText ? 2 * Theme.gap : Theme.gap

        GridLayout {
            id: words

            anchors.horizontalCenter: parent.horizontalCenter
            width: Theme.portrait ? parent.width : Math.min(parent.width, implicitWidth)
            columns: Theme.portrait ? 1 : 2
            columnSpacing: Theme.gap * 2
            rowSpacing: Theme.gap * 2

            Emblem {
                Layout.alignment: Qt.AlignCenter
                size: Math.max(outcome.leastEmblem, Math.min(Theme.emblem, outcome.height - outcome.around
                                                             - (outcome.roomForMore ? outcome.moreHeight : 0)))
                good: outcome.good
            }
            Column {
                id: lines

                readonly property int align: Theme.portrait ? Text.AlignHCenter : Text.AlignLeft

                Layout.fillWidth: true
                Layout.preferredWidth: Math.max(title.implicitWidth, sentence.implicitWidth, other.implicitWidth) + 1
                spacing: Theme.smallGap

                Words {
                    id: title

                    objectName: "title"
                    width: parent.width
                    horizontalAlignment: lines.align
                    text: outcome.title
                    font.pixelSize: Theme.heroText
                    font.bold: true
                    Accessible.role: Accessible.AlertMessage
                }
                Words {
                    id: sentence

                    objectName: "sentence"
                    width: parent.width
                    horizontalAlignment: lines.align
                    text: outcome.sentence
                    font.pixelSize: Theme.sentenceText
                }
                OtherWords {
                    id: other

                    width: parent.width
                    horizontalAlignment: lines.align
                    text: outcome.other
                }
            }
        }
        Column {
            id: extra

            width: parent.width
        }
    }
}
