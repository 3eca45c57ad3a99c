"""In which language the real process speaks: the reader's, the server's, or that of the question."""

from pathlib import Path

import pytest
from discord import Permissions

from tests.bot.process.bot_process import BotProcess
from tests.bot.process.talking import mention
from tests.bot.process.test_gaps import ask
from tests.discord_server import DiscordServer, Message

pytestmark = pytest.mark.asyncio(loop_scope="module")


def finished(message: Message) -> bool:
    return bool(message.buttons)


def labels(message: Message) -> list[str]:
    return [str(button.get("label")) for button in message.buttons]


async def test_what_only_the_user_sees_is_in_the_language_of_their_discord(
    bot: BotProcess, discord: DiscordServer
) -> None:
    ada = discord.guild(locale="de").member(locale="fr")
    message = await (await ada.slash("help")).original(lambda each: bool(each.text))
    assert "pose une question avec tes mots" in message.text
    assert "lis de quoi parle un épisode" in message.text


async def test_a_page_that_everybody_sees_is_in_the_language_of_the_server(
    bot: BotProcess, discord: DiscordServer
) -> None:
    guild = discord.guild(locale="de")
    ada, bob = guild.member("ada", locale="ja"), guild.member("bob", locale="pt-BR")
    message = await (await ada.slash("transcript", episode="lighthouses")).original(finished)
    assert message in ada.channel.visible_messages
    assert "**Segment 1" in message.text
    assert labels(message)[:2] == ["← Zurück", "Weiter →"]
    own = await (await ada.click(message, "Weiter →")).original(lambda each: "Segment 2 von" in each.text)
    assert labels(own)[0] == "← Zurück"
    copy = await (await bob.click(own, "Weiter →")).original(finished)
    assert copy.ephemeral
    assert labels(copy)[:2] == ["← Anterior", "Próxima →"]
    assert "Segmento 3 de" in copy.text


@pytest.mark.parametrize(
    ("question", "heading", "button"),
    [
        ("Wie hoch war der lighthouse Alexandria, hundred metres?", "Das wurde dazu gesagt", "Nachfragen"),
        ("Quelle est la hauteur du lighthouse of Alexandria ?", "Ce qui a été dit", "Question suivante"),
        (
            "O que disseram sobre o lighthouse Alexandria, hundred metres?",
            "O que foi dito",
            "Continuar perguntando",
        ),
        (
            "lighthouse of Alexandria, hundred metres の高さはどれくらいでしたか?",
            "これについて話されたこと",
            "続けて質問",
        ),
    ],
)
async def test_an_answer_is_in_the_language_of_the_question_around_quotes_in_the_original(
    bot: BotProcess, discord: DiscordServer, question: str, heading: str, button: str
) -> None:
    ada = discord.guild().member()
    message = await (await ada.slash("ask", question=question, episode="lighthouses")).original(finished)
    assert heading in message.text
    assert button in labels(message)
    assert "a hundred metres high" in message.text


@pytest.mark.parametrize(
    ("question", "said"),
    [
        (
            "Quel attaquant a gagné la coupe du monde de football en 1998 ?",
            "Je n'ai pas encore trouvé de réponse à ça. J'ai cherché dans",
        ),
        (
            "¿Qué delantero ganó la copa del mundo de fútbol en 1998?",
            "Por ahora no he encontrado una respuesta a eso. He mirado en",
        ),
    ],
)
async def test_a_refusal_is_in_the_language_of_the_question(
    bot: BotProcess, discord: DiscordServer, question: str, said: str
) -> None:
    message = await (await discord.guild().member().slash("ask", question=question)).original(finished)
    assert said in message.text
    assert "I looked at" not in message.text


@pytest.mark.parametrize(
    ("locale", "words"),
    [
        ("es-419", "Aquí no hay ningún episodio"),
        ("de", "Hier gibt es keine Folge"),
        ("ja", "ここにエピソード"),
        ("nl", "There is no episode"),
    ],
)
async def test_an_error_is_in_the_language_of_the_user(
    bot: BotProcess, discord: DiscordServer, locale: str, words: str
) -> None:
    ada = discord.guild(locale="fr").member(locale=locale)
    message = await (await ada.slash("summary", episode="qqxxzz")).original(lambda each: bool(each.text))
    assert words in message.text
    assert message.ephemeral


async def test_a_mention_without_words_is_answered_in_the_language_of_the_server(
    bot: BotProcess, discord: DiscordServer
) -> None:
    message = await mention(discord, discord.guild(locale="pt-BR").member(), "")
    assert "faça uma pergunta com suas palavras" in message.text


@pytest.mark.parametrize(
    ("locale", "stored", "kept"),
    [
        ("de", "**1** × deine letzten Fragen mit `/frag`", "Es wurde nichts gelöscht."),
        ("ja", "での最近の質問と答え。保存期間：15分間、メモリのみ", "何も削除していません。"),
    ],
)
async def test_what_is_stored_about_a_user_is_said_in_their_language(
    bot: BotProcess, discord: DiscordServer, locale: str, stored: str, kept: str
) -> None:
    ada = discord.guild(locale="fr").member(locale=locale)
    await (await ada.slash("ask", question="How high was the lighthouse of Alexandria?")).original(finished)
    shown = await (await ada.slash("privacy")).original(finished)
    assert stored in shown.text
    asked = await (await ada.click(shown, "privacy:delete")).original(
        lambda each: "privacy:keep" in str(each.components)
    )
    assert "Delete" not in f"{asked.text} {labels(asked)}"
    ended = await (await ada.click(asked, "privacy:keep")).original(lambda each: not each.buttons)
    assert kept in ended.text


async def test_figures_and_gaps_are_in_the_language_of_the_moderator(
    bot: BotProcess, discord: DiscordServer, home: Path
) -> None:
    mia = discord.guild().member("mia", Permissions(manage_guild=True), locale="pt-BR")
    await ask(home, mia, "How do sharks sleep at night?")
    figures = await (await mia.slash("stats")).original(lambda each: "**" in each.text)
    assert "Perguntas dos últimos 30 dias" in figures.text
    assert "**Sem resposta**: 1 (100%)" in figures.text
    gaps = await (await mia.slash("library gaps")).original(lambda each: "**" in each.text)
    assert "1 pergunta em 30 dias. Escolha um tema no menu." in gaps.text
    pins = await (await mia.slash("library pins")).original(lambda each: bool(each.text))
    assert "Passagens fixadas" in pins.text
