"""A file system on which not one byte is free: reading answers as before, and writing says why not."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from bot.settings import Settings

ROOT = Path(__file__).parents[3]
FRIDGE = "Why is the fridge a bad place for bread?"
# In a mount namespace of its own, so that nothing stays mounted whatever happens.
FILLED = """
set -e
mount -t tmpfs -o size=60m tmpfs "$1"
cp -r "$2" "$1/home"
rm -f "$1"/home/catalog.db-*
dd if=/dev/zero of="$1/ballast" bs=4k 2>/dev/null || true
shift 2
exec "$@"
"""


@pytest.fixture
def mounted(tmp_path: Path) -> Path:
    if not shutil.which("unshare") or subprocess.run(["unshare", "-rm", "true"], check=False).returncode:
        pytest.skip("this machine doesn't let a process mount a small disk of its own")
    room = tmp_path / "room"
    room.mkdir()
    return room


def run_full(mounted: Path, home: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    environment = {name: value for name, value in os.environ.items() if name not in Settings.variables()}
    environment |= {"PYTHONPATH": str(ROOT), "PODCITE_HOME": str(mounted / "home")}
    command = ["unshare", "-rm", "sh", "-c", FILLED, "sh", str(mounted), str(home)]
    command += [sys.executable, "-m", "bot", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=120, env=environment)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("ask", FRIDGE, "--episode", "bread"), "fridge"),
        (("search", "stale bread"), "bread"),
        (("episodes",), "bread"),
        (("summary", "bread"), "bread"),
        (("clips", "bread"), "bread"),
    ],
)
def test_what_only_reads_answers_on_a_full_disk(
    mounted: Path, sample_home: Path, arguments: tuple[str, ...], told: str
) -> None:
    run = run_full(mounted, sample_home, *arguments)
    assert (run.returncode, told in run.stdout.lower()) == (0, True), run.stderr


@pytest.mark.slow
def test_what_writes_says_that_the_disk_is_full(mounted: Path, sample_home: Path) -> None:
    run = run_full(mounted, sample_home, "show", "remove", "Salt and Light")
    assert (run.returncode, run.stdout) == (1, "")
    assert "The disk is full: nothing was changed; make room and try again." in run.stderr
