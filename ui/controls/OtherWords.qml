import QtQuick
import "../theme"

/*! The smaller line in the other language; there is none where there is no room for it. */
Words {
    color: Theme.quietText
    font.pixelSize: Theme.otherText
    visible: Theme.bothLanguages && text !== ""
}
