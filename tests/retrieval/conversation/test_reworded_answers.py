"""An answer to a reworded question is kept under the message that it is shown with."""

from pathlib import Path

import pytest

from retrieval.library import Library
from retrieval.models import Scope
from retrieval.models.answers import turn_of
from retrieval.models.feedback import Feedback
from retrieval.models.options import Options
from tests.prepared_homes import copied

GUILD = 7


async def test_a_thumb_down_under_a_reworded_question_takes_its_kept_answer_away(
    indexed_sample: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    from retrieval.index.embeddings import DEFAULT_MODEL

    library = Library(Options(copied(indexed_sample, tmp_path_factory), embedding_model=DEFAULT_MODEL))
    store, read = library.shared_store, library.shared_store.read
    found: list[bytes | None] = []

    async def watched(group: str, key: str) -> bytes | None:
        found.append(await read(group, key))
        return found[-1]

    try:
        store.read = watched  # type: ignore[method-assign]
        scope = Scope(GUILD)
        turn = turn_of(await library.ask("What did Tobias Fell say about salt?", scope))
        assert turn is not None
        for _ in range(2):
            answer = await library.ask("no, i meant josip varga", scope, history=[turn])
        assert answer.question == "no, i meant josip varga"
        assert found[-2:][0] is None
        assert found[-1] is not None, "the second answer is not the kept one"
        bad = Feedback(GUILD, 1, 2, "bad", "", "somebody")
        await library.guilds.answers.record_feedback(bad, answer.question, store=False)
        await library.ask("no, i meant josip varga", scope, history=[turn])
        assert found[-1] is None, "the disliked answer is still kept"
    finally:
        await library.close()
