"""A file system on which not one byte is free: reading answers as before, and writing says why not."""

import json
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
for part in 1 2 3 4 5 6 7 8; do dd if=/dev/zero of="$1/ballast$part" bs=4k 2>/dev/null || true; done
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


READING = (
    (("ask", FRIDGE, "--episode", "bread"), "fridge"),
    (("search", "stale bread"), "bread"),
    (("episodes",), "bread"),
    (("summary", "bread"), "bread"),
    (("clips", "bread"), "bread"),
)
WRITING = ("show", "remove", "Salt and Light", "--yes")
# One process runs all commands, as importing takes longer than what they do; each writes a line of JSON.
ONE_BY_ONE = """
import contextlib, io, json, sys
from bot.__main__ import main
for arguments in json.loads(sys.argv[1]):
    with contextlib.redirect_stdout(io.StringIO()) as out, contextlib.redirect_stderr(io.StringIO()) as err:
        status = main(arguments)
    print(json.dumps([status, out.getvalue(), err.getvalue()]))
"""


def run_full(mounted: Path, home: Path, *command: str) -> "subprocess.CompletedProcess[str]":
    environment = {name: value for name, value in os.environ.items() if name not in Settings.variables()}
    environment |= {"PYTHONPATH": str(ROOT), "PODCITE_HOME": str(mounted / "home")}
    full = ["unshare", "-rm", "sh", "-c", FILLED, "sh", str(mounted), str(home), sys.executable, *command]
    return subprocess.run(full, capture_output=True, text=True, check=False, timeout=120, env=environment)


@pytest.mark.slow
@pytest.mark.sweep  # on a busy machine, about one run in ten finds that `ask` refuses, too
def test_on_a_full_disk_what_only_reads_answers_and_what_writes_says_why_not(
    mounted: Path, sample_home: Path
) -> None:
    commands = json.dumps([*(arguments for arguments, _ in READING), WRITING])
    run = run_full(mounted, sample_home, "-c", ONE_BY_ONE, commands)
    *results, written = [json.loads(line) for line in run.stdout.splitlines()]
    assert len(results) == len(READING), run.stderr
    for (arguments, said), (status, out, err) in zip(READING, results, strict=True):
        assert (status, said in out.lower()) == (0, True), (arguments, err)
    assert written[:2] == [1, ""]
    assert "The disk is full: nothing was changed; free some space and try again." in written[2]
