"""What moderators see of the language model that answers in their server."""

from bot.ui.language import speak
from bot.ui.library_embeds import GuildLibrary, status_embed
from retrieval.models import MonthlyUsage, Usage
from retrieval.models.guilds import Actor, Job
from retrieval.models.quotas import Quotas, QuotaUsage
from retrieval.texts import Text

STORED = QuotaUsage(allowed=Quotas())


def test_the_status_says_what_the_model_still_takes_and_what_it_was_used_for() -> None:
    used = (
        MonthlyUsage(7, "2026-11", "openai:gpt-6-luna", 12, Usage(13, 81_000, 3_500, 1, 0.00985)),
        MonthlyUsage(7, "2026-10", "openai:m", 1, Usage(1, 10, 5)),
    )
    model = "openai:gpt-6-luna, 4,000 of 30,000 tokens left this minute"
    text = status_embed(GuildLibrary(7, (), (), (), (), STORED, model, used)).description or ""
    assert f"**Language model:** {model}" in text
    assert (
        "**Used in 2026-11:** openai:gpt-6-luna, 12 questions, 81,000 tokens read and 3,500 written, $0.0098 "
        "(1 request without figures)"
    ) in text.replace("\\", "")
    assert "**Used in 2026-10:** openai:m, 1 question, 10 tokens read and 5 written, unknown price" in text


def test_the_state_of_the_model_is_told_in_the_readers_language() -> None:
    template = "{model}, {available} of {most} tokens left this minute"
    model = Text(template, model="openai:m", available=4_000, most=30_000)
    speak("de")
    text = status_embed(GuildLibrary(7, (), (), (), (), STORED, model)).description or ""
    speak("en")
    assert "**Sprachmodell:** openai:m, in dieser Minute noch 4.000 von 30.000 Tokens übrig" in text


def test_without_a_model_there_is_no_line_about_it() -> None:
    text = status_embed(GuildLibrary(7, (), (), (), (), STORED)).description or ""
    assert "Language model" not in text
    assert "Used in" not in text


def test_an_upload_that_waits_for_its_show_is_not_said_to_be_for_all_shows() -> None:
    job = Job(7, "", "add", Actor(1, "mia"), waits=True)
    text = status_embed(GuildLibrary(7, (), (job,), (), (), STORED)).description or ""
    assert "**Waiting for details:** transcripts, started by mia" in text
