pragma Singleton
import QtQuick

/*!
    Every colour, size, radius and duration of the screens, and nothing else.

    Lengths are in millimetres of the real screen, turned into pixels by pixelsPerMm; a larger screen gets larger
    text, never below the figures of the experience table. Main.qml says what holds for this screen and person.
*/
QtObject {
    id: theme

    /*! Pixels on one millimetre of the screen. */
    property real pixelsPerMm: 4
    /*! Size of the window, in pixels. */
    property real screenWidth: 1080
    property real screenHeight: 1920
    property bool chinese: true
    property bool largeText: false
    property bool highContrast: false
    property bool lowControls: false
    property bool reduceMotion: false

    readonly property bool portrait: screenHeight > screenWidth
    /*! The shorter side beside that of a 21.5-inch screen, for which the looks were drawn. */
    readonly property real share: Math.min(screenWidth, screenHeight) / pixelsPerMm / 267.7
    /*! A screen as low as a 10-inch one laid flat: what is not needed there is left out. */
    readonly property bool small: screenHeight / pixelsPerMm < 160
    /*! A portrait screen as narrow as a 15.6-inch one. */
    readonly property bool narrow: portrait && screenWidth / pixelsPerMm < 220
    /*! Large text on a small screen: only what is needed is shown. */
    readonly property bool scarce: small && largeText
    /*! Whether there is room for the line in the other language. */
    readonly property bool bothLanguages: !largeText || !(small || portrait)
    /*! Whether the sign has room for the point's name and count on the badge. */
    readonly property bool wideBadge: !small && bothLanguages

    // ---- colours, by what they are for
    readonly property color paper: highContrast ? "#FFFFFF" : "#FAF6F0"
    readonly property color white: "#FFFFFF"
    readonly property color text: highContrast ? "#000000" : "#211C18"
    readonly property color quietText: highContrast ? "#000000" : "#4F4741"
    readonly property color accent: highContrast ? "#7A0C10" : "#A3161A"
    readonly property color accentPressed: highContrast ? "#000000" : "#7F0F13"
    readonly property color accentGround: highContrast ? "#FFFFFF" : "#F8E9E6"
    readonly property color accepted: highContrast ? "#00402A" : "#075E3C"
    readonly property color acceptedGround: highContrast ? "#FFFFFF" : "#E3F1EA"
    readonly property color refused: highContrast ? "#4A2500" : "#7A3E00"
    readonly property color refusedGround: highContrast ? "#FFFFFF" : "#FBEEDB"
    readonly property color link: highContrast ? "#00304F" : "#004F82"
    readonly property color edge: highContrast ? "#000000" : "#8C8076"
    readonly property color hairline: highContrast ? "#000000" : "#E4DCD2"
    readonly property color pressed: highContrast ? "#DDDDDD" : "#F1EAE1"
    readonly property color dark: highContrast ? "#000000" : "#211C18"
    readonly property color bright: "#FFFFFF"
    readonly property color cameraGround: highContrast ? "#000000" : "#3B342E"
    readonly property color veil: "#B3211C18"
    readonly property color overPicture: highContrast ? "#FF000000" : "#E0171310"
    readonly property color overPictureEnd: "#00171310"

    // ---- text: how high it must be, and how large it is on a large screen
    readonly property TextMetrics _capital: TextMetrics {
        font.pixelSize: 200
        text: "H"
    }
    readonly property TextMetrics _character: TextMetrics {
        font.pixelSize: 200
        text: "国"
    }
    readonly property FontMetrics _line: FontMetrics {
        font.pixelSize: 200
    }
    readonly property FontMetrics _bold: FontMetrics {
        font.pixelSize: 200
        font.bold: true
    }
    readonly property real capitalShare: _capital.tightBoundingRect.height / 200
    readonly property real characterShare: _character.tightBoundingRect.height / 200
    /*! Turns a font's own line height into 1.3 times its size. */
    readonly property real lineHeight: 1.3 * 200 / _line.height
    /*! What a font adds to that above and below a text, as a share of its size; more of it above the letters. */
    readonly property real spareAbove: Math.max(0, _line.height / 200 - 1.3) * 0.68
    readonly property real spareBelow: Math.max(0, _line.height / 200 - 1.3) * 0.32

    readonly property real ownShare: chinese ? characterShare : capitalShare
    readonly property real otherShare: chinese ? capitalShare : characterShare

    function _textSize(large: real, least: real, inkShare: real): int {
        return Math.ceil(Math.max(large * share, least / inkShare) * (largeText ? 1.4 : 1) * pixelsPerMm);
    }

    /*! Width of bold text of a size, on one line. */
    function boldWidth(text: string, size: real): real {
        return Math.ceil(_bold.advanceWidth(text) * size / 200) + 1;
    }

    /*! The one word or two that are seen from afar. */
    readonly property int heroText: _textSize(chinese ? 24 : 20, scarce ? 7.3 : 9.5, ownShare)
    /*! What has happened, or what to do. */
    readonly property int titleText: _textSize(13, 7.3, ownShare)
    /*! What must be read to go on: services, instructions. */
    readonly property int bodyText: _textSize(chinese ? 11.4 : 10.4, 7.3, ownShare)
    /*! One sentence under what has happened. */
    readonly property int sentenceText: _textSize(11, 7.3, ownShare)
    /*! The name of the place. */
    readonly property int signText: _textSize(chinese ? 11 : 9.5, 5, ownShare)
    /*! Buttons beside the way. */
    readonly property int labelText: _textSize(8.9, 5, ownShare)
    /*! Everything else. */
    readonly property int noteText: _textSize(7.4, 5, ownShare)
    readonly property int tagText: _textSize(6, 5, ownShare)
    /*! The line in the other language. */
    readonly property int otherText: _textSize(8, 5, otherShare)
    /*! Words in both languages side by side. */
    readonly property int mixedText: _textSize(7.6, 5, Math.min(ownShare, otherShare))

    // ---- lengths
    function mm(length: real): real {
        return Math.ceil(length * pixelsPerMm);
    }
    readonly property real margin: mm(Math.max(4, 11.5 * share))
    readonly property real gap: mm(lowControls ? 3 : Math.max(3, 5 * share))
    readonly property real padding: mm(Math.max(3, 7.5 * share))
    /*! Between the edge of a button and what is in it. */
    readonly property real inset: mm(Math.max(3, 5.5 * share))
    readonly property real smallGap: mm(Math.max(1, 2 * share))
    readonly property real mainButton: mm(Math.max(20, 27 * share))
    readonly property real button: mm(Math.max(15, 18.5 * share))
    readonly property real radius: mm(Math.max(3, 5.5 * share))
    readonly property real panelRadius: mm(Math.max(4, 8 * share))
    readonly property real line: Math.max(1, mm(0.45))
    readonly property real thickLine: Math.max(2, mm(0.9))
    readonly property real icon: mm(Math.max(8, 12.5 * share))
    readonly property real iconTile: mm(Math.max(12, 19 * share))
    /*! The tick of a check-in, the mark of a refusal. */
    readonly property real emblem: mm(portrait ? 72 * share : Math.max(24, 52 * share))
    /*! How far down what is touched begins, as a share of the height of a portrait screen. */
    readonly property real reach: lowControls ? 2 / 3 : 0.4

    // ---- durations, in milliseconds
    readonly property int motion: reduceMotion ? 0 : 200
    readonly property int staffHold: 2000
}
