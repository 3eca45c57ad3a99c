"""`/ask` as people in Discord meet it."""

from simcord.env import Env

from tests.bot.shelf import Shelf


async def test_an_answer_links_every_sentence_to_where_it_was_said(simcord_env: Env, shelf: Shelf) -> None:
    guild = simcord_env.create_guild()
    channel = guild.create_text_channel("general")
    alice = guild.add_member(simcord_env.create_user("alice"))

    result = await alice.slash(channel, "ask", question="What does the bridle do?", episode="kites")

    assert result.response
    (embed,) = result.response.embeds
    assert "[[1]](https://video.example/watch?v=kites&t=350s)" in (embed.description or "")
