"""The real process: its statuses, its streams, and how it ends."""

import os
import pty
import signal
import subprocess
import sys
from pathlib import Path

import pytest

import bot
from bot.settings import Settings

ROOT = Path(bot.__file__).parents[1]
FRIDGE = "Why is the fridge a bad place for bread?"
HEAVY = {
    "chromadb",
    "discord",
    "langchain_core",
    "numpy",
    "onnxruntime",
    "pydantic",
    "rich",
    "sqlalchemy",
    "tantivy",
}


def command(*arguments: object) -> list[str]:
    return [sys.executable, "-m", "bot", *(str(argument) for argument in arguments)]


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    ours = {name: value for name, value in os.environ.items() if name not in Settings.variables()}
    return {**ours, "PYTHONPATH": str(ROOT), "PODCITE_HOME": str(tmp_path / "home")}


def test_help_lists_every_command_and_imports_nothing_that_takes_time(environment: dict[str, str]) -> None:
    asked = [sys.executable, "-X", "importtime", "-m", "bot", "--help"]
    shown = subprocess.run(asked, env=environment, capture_output=True, text=True, check=True, timeout=60)
    for name in ("run", "chat", "ask", "search", "index", "episodes", "transcript"):
        assert f"\n  {name} " in shown.stdout
    imported = {line.rpartition("|")[2].strip().partition(".")[0] for line in shown.stderr.splitlines()}
    assert "typer" in imported
    assert not imported & HEAVY


def test_the_version_is_told_without_a_home(environment: dict[str, str], tmp_path: Path) -> None:
    shown = subprocess.run(command("--version"), env=environment, capture_output=True, text=True, timeout=60)
    assert (shown.returncode, shown.stdout) == (0, f"podcite {bot.__version__}\n")
    assert not (tmp_path / "home").exists()


def _hear_interrupts() -> None:
    """Let the process hear Ctrl-C, which programs that a shell starts in the background ignore."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@pytest.mark.slow
def test_each_answer_is_out_before_the_next_question_is_in_and_ctrl_c_ends_quietly(
    sample_home: Path, environment: dict[str, str]
) -> None:
    asked = command("--home", sample_home, "ask", "-", "--json")
    pipe = subprocess.PIPE
    with subprocess.Popen(
        asked, env=environment, stdin=pipe, stdout=pipe, stderr=pipe, text=True, preexec_fn=_hear_interrupts
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        for question in (FRIDGE, "What causes the tides?"):
            process.stdin.write(f"{question}\n")
            process.stdin.flush()
            assert question in process.stdout.readline()
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert err == ""


@pytest.mark.slow
def test_a_reader_that_leaves_is_no_reason_to_complain(
    sample_home: Path, environment: dict[str, str]
) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    asked = command("--home", sample_home, "transcript", "tides")
    shown = subprocess.run(
        asked, env=environment, stdout=writing, stderr=subprocess.PIPE, text=True, timeout=60, check=False
    )
    os.close(writing)
    assert shown.stderr == ""


@pytest.mark.long
def test_in_a_terminal_the_conversation_greets_answers_and_leaves(
    sample_home: Path, environment: dict[str, str]
) -> None:
    ours, theirs = pty.openpty()
    asked = command("--home", sample_home, "chat")
    with subprocess.Popen(asked, env=environment, stdin=theirs, stdout=theirs, stderr=theirs) as process:
        os.close(theirs)
        os.write(ours, f"{FRIDGE}\n/quit\n".encode())
        shown = b""
        try:
            while piece := os.read(ours, 65536):
                shown += piece
        except OSError:  # how Linux says that the other end is closed
            pass
        assert process.wait(60) == 0
    os.close(ours)
    text = shown.decode()
    assert "Salt and Light" in text
    assert "The fridge is the worst place for bread." in text
    assert "What the baker knows" in text


@pytest.mark.slow
def test_what_nobody_foresaw_is_one_sentence_and_a_log(environment: dict[str, str], tmp_path: Path) -> None:
    home = tmp_path / "home"
    broken = (
        "import retrieval.library as library, sys\n"
        "def fail(*a, **k): raise RuntimeError('boom with sk-hush')\n"
        "library.Library.__init__ = fail\n"
        "from bot.__main__ import main\n"
        "sys.exit(main(['episodes', '--json']))\n"
    )
    shown = subprocess.run(
        [sys.executable, "-c", broken],
        env={**environment, "OPENAI_API_KEY": "sk-hush"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (shown.returncode, shown.stdout) == (1, "")
    assert len(shown.stderr.splitlines()) == 1
    assert str(home / "podcite.log") in shown.stderr
    logged = (home / "podcite.log").read_text(encoding="utf-8")
    assert "RuntimeError: boom" in logged
    assert "sk-hush" not in logged


@pytest.mark.slow
def test_a_misspelt_setting_is_refused(environment: dict[str, str]) -> None:
    shown = subprocess.run(
        command("episodes"),
        env={**environment, "PODCITE_CHATMODEL": "x"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert shown.returncode == 1
    assert shown.stderr.splitlines() == [
        "There is no setting PODCITE_CHATMODEL (in the environment). Did you mean PODCITE_CHAT_MODEL?"
    ]


@pytest.mark.long
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a file that is always full")
def test_an_output_that_is_full_is_said_and_closed_streams_are_no_error(
    sample_home: Path, environment: dict[str, str]
) -> None:
    asked = command("--home", sample_home, "episodes")
    with open("/dev/full", "w") as full:
        shown = subprocess.run(
            asked, env=environment, stdout=full, stderr=subprocess.PIPE, text=True, timeout=60, check=False
        )
    assert shown.returncode == 1
    assert shown.stderr == "The output can't be written: the disk is full.\n"
    for closed, arguments in (("1", ("episodes",)), ("0", ("chat",))):
        shell = f'exec "$@" {closed}>&-'
        shown = subprocess.run(
            ["sh", "-c", shell, "sh", *command("--home", sample_home, *arguments)],
            env=environment,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert (shown.returncode, shown.stderr) == (0, ""), arguments


@pytest.mark.slow
def test_ctrl_c_while_files_are_added_says_what_became_of_them(
    environment: dict[str, str], tmp_path: Path
) -> None:
    knots = ("bowline", "hitch", "sail")
    words = " ".join(f"{word} number {number}" for number in range(40) for word in knots)
    for number in range(60):
        (tmp_path / f"knots-{number}.txt").write_text(f"Knot {number}. {words}.", encoding="utf-8")
    files = [tmp_path / f"knots-{number}.txt" for number in range(60)]
    with subprocess.Popen(
        command("index", "add", *files, "--new"),
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=_hear_interrupts,
    ) as process:
        assert process.stdout is not None
        assert "added knots-0" in process.stdout.readline()
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert err == "Stopped. What is finished stays; run the same command again for the rest.\n"
