"""A conversation in the terminal rebuilds a garbled index in the background, and answers meanwhile."""

import asyncio
import os
from pathlib import Path

import pytest

from bot.cli.background_healing import healing_index
from bot.cli.session import Session
from retrieval.models import Scope
from tests.bot.cli.commands.test_index import KNOTS
from tests.bot.cli.conftest import RunPodcite

QUESTION = "Which knot makes a loop that doesn't slip?"
MAX_PAUSES = 600


@pytest.mark.slow
@pytest.mark.parametrize("folder", ["terms", "vectors"])
def test_a_garbled_index_is_rebuilt_while_questions_are_answered(
    podcite: RunPodcite, tmp_path: Path, folder: str
) -> None:
    home = tmp_path / "home"
    (tmp_path / "knots.srt").write_text(KNOTS, encoding="utf-8")
    assert podcite("--home", home, "index", "add", tmp_path / "knots.srt").status == 0
    for file in (home / folder).rglob("*"):
        if file.is_file():
            file.write_bytes(os.urandom(max(100, file.stat().st_size)))

    with Session(home) as session, healing_index(session):
        assert "bowline" in session.run(session.library.ask(QUESTION, Scope())).sentences[0].text
        for _ in range(MAX_PAUSES):
            if session.run(session.library.health.is_index_whole()):
                break
            session.run(asyncio.sleep(0.05))
    assert list(home.glob(f"{folder}.damaged-*"))
    assert podcite("--home", home, "doctor").status == 0


def test_a_conversation_ends_at_once_whatever_the_index_is_like(podcite: RunPodcite, tmp_path: Path) -> None:
    home = tmp_path / "home"
    (tmp_path / "knots.srt").write_text(KNOTS, encoding="utf-8")
    assert podcite("--home", home, "index", "add", tmp_path / "knots.srt").status == 0
    (home / "catalog.db").write_bytes(b"garbled" * 2000)
    shown = podcite("--home", home, "chat", typed="/quit\n")
    assert "podcite restore" in shown.err
