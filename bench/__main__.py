"""Run all benchmarks, or those named, each in a process of its own, and print one JSON object with the machine."""

import json
import os
import platform
import sqlite3
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

BENCHES = (
    "check_in", "counting", "decoding", "start", "scanning", "rest", "memory", "screens", "hub", "hub_counting",
    "catching_up",
)  # fmt: skip
LIBRARIES = (
    "PySide6_Essentials", "opencv-python-headless", "zxing-cpp", "pyzbar", "sqlite-utils", "cwt", "fastapi",
    "sqlalchemy", "psycopg",
)  # fmt: skip


def processor() -> str:
    """Return the processor's own name for itself."""
    try:
        with Path("/proc/cpuinfo").open(encoding="utf-8") as file:
            return next(line.split(":", 1)[1].strip() for line in file if line.startswith("model name"))
    except (OSError, StopIteration):
        return platform.processor()


def main() -> None:
    """Print the figures on standard output, what is being measured on standard error."""
    figures = {}
    for name in sys.argv[1:] or BENCHES:
        print(f"measuring {name} …", file=sys.stderr)
        done = subprocess.run([sys.executable, "-m", f"bench.{name}"], stdout=subprocess.PIPE, check=True, text=True)
        figures[name] = json.loads(done.stdout)
    machine = {"system": platform.platform(), "processor": processor(), "cores": os.cpu_count()}
    versions = {"Python": platform.python_version(), "SQLite": sqlite3.sqlite_version}
    versions |= {name: version(name) for name in LIBRARIES}
    print(json.dumps({"machine": machine, "versions": versions, "figures": figures}, indent=2))


if __name__ == "__main__":
    main()
