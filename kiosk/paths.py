"""Where the product's own files and the kiosk's data folder lie.

The same code runs from a checkout, where ``ui/`` and ``assets/`` stand beside ``kiosk/``, and from an installed
wheel, inside which they travel as ``kiosk/shipped/``.
"""

import os
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent
_SHIPPED = _PACKAGE / "shipped"
_ROOT = _SHIPPED if _SHIPPED.is_dir() else _PACKAGE.parent

UI = _ROOT / "ui"
"""The folder of QML files."""
ASSETS = _ROOT / "assets"
"""The folder of icons, sounds, translations, print templates, sample plan and sample clip."""


def data_folder(chosen: Path | None = None) -> Path:
    """Return the one folder that holds settings, keys and journal.

    ``chosen`` (the option ``--dir``) wins, then the variable ``KIOSK_DIR``, then the platform's own place.
    The folder need not exist yet.
    """
    if chosen is not None:
        return chosen.expanduser().absolute()
    if named := os.environ.get("KIOSK_DIR"):
        return Path(named).expanduser().absolute()
    import platformdirs

    return platformdirs.user_data_path("suxin-kiosk", appauthor=False)
