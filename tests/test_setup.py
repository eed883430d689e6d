"""The set-up scripts, on machines that are told apart by what stands in their PATH."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
WANTED = [
    line
    for line in (ROOT / "requirements" / "debian.txt").read_text("utf-8").splitlines()
    if line and not line.startswith("#")
]

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the scripts are for make")


class Machine:
    """A copy of the set-up scripts, and a PATH of its own with the few commands that they call."""

    def __init__(self, folder: Path) -> None:
        self.checkout = folder / "checkout"
        self._commands = folder / "bin"
        self._commands.mkdir()
        shutil.copytree(ROOT / "tools", self.checkout / "tools")
        shutil.copytree(ROOT / "requirements", self.checkout / "requirements")
        for command in ("dirname", "env", "grep", "printf", "sed", "sh", "uname"):
            # No symbolic links: a stub that is written over one would be written over the machine's own command.
            if found := shutil.which(command):
                self.command(command, f'exec {found} "$@"')
        self.command("python3", f'exec {sys.executable} "$@"')

    def command(self, name: str, script: str) -> None:
        path = self._commands / name
        path.write_text(f"#!/bin/sh\n{script}\n", "utf-8")
        path.chmod(0o755)

    def debian(self, installed: list[str], user: int) -> None:
        listed = "\n".join(f"installed {package}" for package in installed)
        self.command("dpkg-query", f"echo '{listed}'; exit 1")
        self.command("apt-get", 'echo "apt-get $*"')
        self.command("id", f"echo {user}")

    def run(self, script: str, **variables: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [self.checkout / "tools" / script],
            env={"PATH": str(self._commands), **variables},
            capture_output=True,
            encoding="utf-8",
            check=False,
        )


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


def test_a_machine_that_has_everything_is_left_alone(machine: Machine) -> None:
    machine.debian(installed=WANTED, user=0)

    done = machine.run("system-packages.sh")

    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_a_package_that_debian_13_renamed_is_not_asked_for_again(machine: Machine) -> None:
    machine.debian(installed=[f"{package}t64" for package in WANTED], user=0)

    assert machine.run("system-packages.sh").stdout == ""


def test_root_installs_what_is_missing_and_no_more(machine: Machine) -> None:
    machine.debian(installed=[package for package in WANTED if package not in {"libzbar0", "xvfb"}], user=0)

    done = machine.run("system-packages.sh")

    (installing,) = [line for line in done.stdout.splitlines() if line.startswith("apt-get install")]
    assert done.returncode == 0
    assert {word for word in installing.split() if word in WANTED} == {"libzbar0", "xvfb"}


def test_who_may_not_install_is_given_one_line_to_paste_and_goes_on(machine: Machine) -> None:
    machine.debian(installed=[], user=1000)

    done = machine.run("system-packages.sh")

    (line,) = [line for line in done.stdout.splitlines() if "apt-get install" in line]
    assert done.returncode == 0
    assert line.split()[:2] == ["sudo", "apt-get"]
    assert set(WANTED) <= set(line.split())


def test_a_failed_installation_stops_with_words(machine: Machine) -> None:
    machine.debian(installed=[], user=0)
    machine.command("apt-get", "exit 100")

    done = machine.run("system-packages.sh")

    assert done.returncode == 1
    assert "run make again" in done.stderr


def test_a_machine_that_is_no_debian_is_told_what_it_needs(machine: Machine) -> None:
    machine.command("uname", "echo Linux")

    done = machine.run("system-packages.sh")

    assert done.returncode == 0
    assert set(WANTED) <= set(done.stdout.split())


def test_a_python_that_is_too_old_is_passed_over(machine: Machine) -> None:
    machine.command("python3", "exit 1")
    machine.command("python3.12", f'exec {sys.executable} "$@"')

    assert Path(machine.run("find-python.sh").stdout.strip()).name == "python3.12"


def test_no_python_is_said_with_what_to_do(machine: Machine) -> None:
    machine.command("python3", "exit 1")

    done = machine.run("find-python.sh")

    assert done.returncode == 1
    assert "Python 3.11 or newer" in done.stderr


def test_a_chosen_python_is_taken_or_refused_by_name(machine: Machine) -> None:
    assert machine.run("find-python.sh", PYTHON=sys.executable).stdout.strip() == sys.executable
    assert "/no/such/python" in machine.run("find-python.sh", PYTHON="/no/such/python").stderr
