"""``python -m kiosk.simulation.clip FOLDER [--seed N]`` makes the demonstration's clip anew."""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import Progress

from kiosk.simulation.clip.bundled import write_bundled_clip


def main(
    folder: Annotated[Path, typer.Argument(help="Where demo.avi, demo.toml and demo.issuer.pem are written.")],
    seed: Annotated[int, typer.Option(help="Decides everything but the passes' key.")] = 1,
) -> None:
    """Make the demonstration's clip anew."""
    with Progress(console=Console(stderr=True)) as bar:
        task = bar.add_task("clip", total=1.0)
        write_bundled_clip(folder, seed, lambda share: bar.update(task, completed=share))


if __name__ == "__main__":
    typer.run(main)
