import QtQuick.Layouts
import "../theme"

/*! Buttons beside the way: side by side on a landscape screen, two in a row on a portrait one. */
GridLayout {
    columns: Theme.portrait ? 2 : 4
    columnSpacing: Theme.gap
    rowSpacing: Theme.gap
}
