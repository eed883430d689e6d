"""Bring the translations up to date: python tools/translate.py.

Collects the texts of the QML files into assets/translations/kiosk_<language>.ts, where they are translated by hand
(with Qt Linguist, or in the file), and compiles what is translated into the .qm files that the kiosk loads. Both are
kept in the repository: a checkout, and the wheel, run without this step.
"""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TOOLS = Path(sys.executable).parent
LANGUAGES = ("zh_CN", "en")


def collect(language: str, into: Path) -> None:
    """Merge the texts of the QML files into a .ts file; what is no longer there is dropped."""
    _run("lupdate", "-no-obsolete", "-locations", "none", "-source-language", "en", "-target-language", language,
         str(ROOT / "ui"), "-ts", str(into))  # fmt: skip


def compile_to(qm: Path, ts: Path) -> None:
    """Compile a .ts file into the form that Qt loads."""
    _run("lrelease", str(ts), "-qm", str(qm))


def _run(tool: str, *arguments: str) -> None:
    subprocess.run([str(TOOLS / f"pyside6-{tool}"), "-silent", *arguments], check=True)  # noqa: S603


def main() -> None:
    """Collect and compile every language."""
    for language in LANGUAGES:
        file = ROOT / "assets" / "translations" / f"kiosk_{language}.ts"
        collect(language, file)
        compile_to(file.with_suffix(".qm"), file)


if __name__ == "__main__":
    main()
