import QtQuick.Layouts
import "../theme"

/*! Buttons of equal width, side by side where the screen is wide and stacked beside a picture. */
GridLayout {
    columns: Theme.portrait ? 2 : 1
    columnSpacing: Theme.gap
    rowSpacing: Theme.gap
    uniformCellWidths: true
}
