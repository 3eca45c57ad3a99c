"""`/ask` about a real episode of three and a half hours, checked against the transcript file itself."""

import re
from pathlib import Path

import pytest

from tests.bot.process.bot_process import BotProcess
from tests.bot.process.test_asking import LINK, finished
from tests.discord_server import GuildHandle
from tests.prepared_homes import copied

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.long]

CUE = re.compile(r"(\d+):(\d+):(\d+),\d+ --> .*\n((?:.+\n)+)")
VIDEO = "https://www.youtube.com/watch?v=cdiD-9MMpb0"


@pytest.fixture(scope="module")
def home(indexed_interview: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copied(indexed_interview, tmp_path_factory)


def seconds_of(words: str, file: Path) -> int:
    """The whole second at which the cue begins in which these words begin."""
    spoken = ""
    starts: list[tuple[int, int]] = []
    for hours, minutes, seconds, text in CUE.findall(file.read_text(encoding="utf-8")):
        starts.append((len(spoken), int(hours) * 3600 + int(minutes) * 60 + int(seconds)))
        spoken += " ".join(text.split()) + " "
    at = spoken.index(words)
    return max(second for offset, second in starts if offset <= at)


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("What are the knobs of a neural network?", "knobs"),
        ("Why should a data set be large and diverse?", "diverse"),
        ("Do aliens come up?", "alien"),
    ],
)
async def test_an_answer_quotes_the_episode_and_plays_it_where_it_was_said(
    bot: BotProcess, guild: GuildHandle, shared_data: Path, question: str, said: str
) -> None:
    reply = await guild.member().slash("ask", question=question, episode="lex-333")
    message = await reply.original(finished)
    lines = message.embeds[0]["description"].split("\n\n")[1:-1]  # without the heading and the sources
    assert any(said in line for line in lines)
    for line in lines:
        sentence = re.sub(r"\\(.)", r"\1", line[1 : line.index("”")])
        link = LINK.search(line)
        assert link
        assert link[2] == f"{VIDEO}&t={seconds_of(sentence, shared_data / 'lex333.srt')}s"
    context = await (await guild.member().click(message, "Read [1]")).original()
    assert context.ephemeral
