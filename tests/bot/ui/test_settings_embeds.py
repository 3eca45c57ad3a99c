"""Sentences about changed settings read as sentences, whatever was changed."""

from dataclasses import replace

import pytest

from bot.ui.settings_embeds import change_sentences, settings_embed
from retrieval.models.guilds import GuildSettings, StrongLanguage

NONE = GuildSettings()
RATE = (4, 30.0)


@pytest.mark.parametrize("how", ["behind spoiler bars", "left out", "shown"])
def test_words_that_a_server_adds_are_named_by_themselves(how: StrongLanguage) -> None:
    before = replace(NONE, strong_language=how)
    after = replace(before, strong_words=("drat", "heck"))
    added = change_sentences(before, after, (), RATE)
    assert added == ["This server's own list of strong language is now: drat, heck."]
    assert change_sentences(after, before, (), RATE) == [
        "This server's own list of strong language is now empty."
    ]
    page = settings_embed(after, (), RATE, {}).description or ""
    assert f"everybody sees:** {how} (words added here: drat, heck)" in page
