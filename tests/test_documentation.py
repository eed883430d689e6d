"""The documentation: what it points at is there, and what is there it tells."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer

from kiosk.cli import app

ROOT = Path(__file__).parents[1]
DECISIONS = ROOT / "docs" / "decisions"


@pytest.mark.parametrize(
    "page", [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")], ids=lambda page: str(page.relative_to(ROOT))
)
def test_every_link_leads_to_a_file(page: Path) -> None:
    links = re.findall(r"\]\(([^)#\s]+)", page.read_text("utf-8"))

    assert [link for link in links if "://" not in link and not (page.parent / link).exists()] == []


def test_every_decision_is_listed() -> None:
    index = (DECISIONS / "README.md").read_text("utf-8")

    assert [record.name for record in DECISIONS.glob("0*.md") if f"]({record.name})" not in index] == []


def commands(group: object, name: str) -> Iterator[str]:
    """Yield the full name of every command that does something."""
    if not hasattr(group, "commands"):
        yield name
        return
    if group.invoke_without_command:
        yield name
    for word, command in group.commands.items():
        yield from commands(command, f"{name} {word}")


def test_the_readme_tells_every_command_and_no_other() -> None:
    rows = re.findall(r"^\| `(kiosk(?: [a-z][a-z-]*)*)[ `]", (ROOT / "README.md").read_text("utf-8"), re.MULTILINE)

    assert sorted(rows) == sorted(commands(typer.main.get_command(app), "kiosk"))
