"""A folder of the index that vanishes while the bot runs is rebuilt without a restart."""

import asyncio
import shutil
from contextlib import suppress
from pathlib import Path

import pytest

from bot import run
from retrieval.index.embeddings import DEFAULT_MODEL
from retrieval.library import Library
from retrieval.models import Details, Scope
from retrieval.models.options import Options

SAID = b"1\n00:00:05,000 --> 00:00:11,000\nThe ferry leaves from the north pier at seven.\n"
REBUILT_WITHIN = 60.0
"""Seconds after which the test gives up."""


@pytest.mark.slow
@pytest.mark.parametrize("folder", ["terms", "vectors"])
async def test_a_vanished_folder_is_rebuilt(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, folder: str
) -> None:
    monkeypatch.setattr(run, "INDEX_CHECK_SECONDS", 0.1)
    library = Library(Options(tmp_path, embedding_model=DEFAULT_MODEL))
    await library.add(SAID, Details(show="Harbour", episode="ferry"), name="ferry.srt")
    watching = asyncio.create_task(run._keep_index_whole(library))
    try:
        assert await library.health.is_index_whole()
        shutil.rmtree(tmp_path / folder)
        async with asyncio.timeout(REBUILT_WITHIN):
            while not (tmp_path / folder).exists() or not await library.health.is_index_whole():  # noqa: ASYNC110
                await asyncio.sleep(0.1)
        answer = await library.ask("Where does the ferry leave from?", Scope())
        assert "north pier" in answer.sentences[0].text
        assert not answer.left_out
    finally:
        watching.cancel()
        with suppress(asyncio.CancelledError):
            await watching
        await library.close()
