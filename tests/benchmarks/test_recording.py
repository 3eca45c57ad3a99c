"""Prompts are written to files once, and answered from files."""

import json
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from benchmarks.recording import Recording, recording


def body(text: str, schema: str = "", **options: bool) -> dict[str, Any]:
    messages = [{"role": "system", "content": "Rules."}, {"role": "user", "content": text}]
    form = {"response_format": {"json_schema": {"name": schema}}} if schema else {}
    return {"messages": messages, **form, **options}


def test_a_prompt_is_written_and_answered_once_its_reply_is_there(tmp_path: Path) -> None:
    state = Recording(tmp_path, writes=True)
    assert json.loads(state.reply(body("Why?", "answer"))) == {"sentences": []}
    (prompt,) = tmp_path.glob("*.prompt")
    assert prompt.read_text() == "Rules.\n\n---\n\nWhy?"
    assert (state.is_incomplete, list(state.missing.values())) == (True, ["answer"])
    prompt.with_suffix(".reply").write_text("Because.")
    state.begin_question()
    assert (state.reply(body("Why?", "answer")), state.is_incomplete) == ("Because.", False)


def test_what_follows_from_a_stand_in_is_not_recorded(tmp_path: Path) -> None:
    state = Recording(tmp_path, writes=True)
    assert state.reply(body("And then?")) == ""
    state.reply(body("And then?", "answer"))
    assert list(state.missing.values()) == ["rewriting"]
    state.begin_question()
    state.reply(body("Is this so?", "verification"))
    state.reply(body("Is that so?", "verification"))
    assert list(state.missing.values()) == ["rewriting", "verification", "verification"]


def test_replaying_writes_nothing(tmp_path: Path) -> None:
    state = Recording(tmp_path, writes=False)
    state.reply(body("Why?", "answer"))
    assert list(tmp_path.iterdir()) == []
    assert list(state.missing.values()) == ["answer"]


@pytest.mark.parametrize("streamed", [False, True])
async def test_the_server_speaks_the_api_of_openai(tmp_path: Path, streamed: bool) -> None:
    with recording(tmp_path, writes=True) as state:
        asked = body("Why?", "answer", stream=streamed)
        async with (
            aiohttp.ClientSession() as session,
            session.post(f"{state.url}/chat/completions", json=asked) as response,
        ):
            assert "sentences" in await response.text()
            assert response.content_type == ("text/event-stream" if streamed else "application/json")
