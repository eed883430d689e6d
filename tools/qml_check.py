"""Check the QML files with qmllint, as strictly as it can: python tools/qml_check.py.

qmllint knows the view models only from a description of their types, which is made here from the Python sources
(into build/qml) by pyside6-metaobjectdump and pyside6-qmltyperegistrar.
"""

import json
import subprocess
import sys
from pathlib import Path

import PySide6

ROOT = Path(__file__).resolve().parent.parent
TOOLS = Path(sys.executable).parent
MODULE = "Kiosk"


def describe_types(folder: Path) -> None:
    """Write the module's qmldir and types into ``folder``."""
    folder.mkdir(parents=True, exist_ok=True)
    sources = sorted(
        str(file) for file in (ROOT / "kiosk" / "desktop").rglob("*.py") if "@QmlElement" in file.read_text("utf-8")
    )
    types = folder / "types.json"
    _run("metaobjectdump", "-o", str(types), *sources)
    _mark_constants(types)
    qt = Path(PySide6.__file__).parent / "Qt" / "metatypes"
    known = ",".join(str(qt / f"qt6{module}_metatypes.json") for module in ("core", "gui", "qml", "quick"))
    _run(
        "qmltyperegistrar",
        "--foreign-types", known,
        "--generate-qmltypes", str(folder / "kiosk.qmltypes"),
        "--import-name", MODULE, "--major-version", "1", "--minor-version", "0",
        "-o", str(folder / "registration.cpp"),
        str(types),
    )  # fmt: skip
    (folder / "qmldir").write_text(f"module {MODULE}\ntypeinfo kiosk.qmltypes\ndepends QtQuick\n", "utf-8")


def _mark_constants(types: Path) -> None:
    """Say of a property that never notifies that it is constant, which pyside6-metaobjectdump leaves out."""
    modules = json.loads(types.read_text("utf-8"))
    for module in modules:
        for described in module["classes"]:
            for each in described.get("properties", ()):
                each["constant"] = "notify" not in each
    types.write_text(json.dumps(modules), "utf-8")


def main() -> int:
    """Return qmllint's exit status: 0 when it has nothing to say."""
    imports = ROOT / "build" / "qml"
    describe_types(imports / MODULE)
    files = sorted(str(file) for file in (ROOT / "ui").rglob("*.qml"))
    return subprocess.run(  # noqa: S603
        [str(TOOLS / "pyside6-qmllint"), "--max-warnings", "0", "-I", str(imports), *files], check=False
    ).returncode


def _run(tool: str, *arguments: str) -> None:
    subprocess.run([str(TOOLS / f"pyside6-{tool}"), *arguments], check=True)  # noqa: S603


if __name__ == "__main__":
    sys.exit(main())
