"""Make docs/answer.png, the picture of an answer in the README: `python -m docs.picture`.

The real bot process connects to the loopback Discord of the tests and answers a question about the sample
show. The message that this Discord receives becomes a page in Discord's dark colours, and a headless
Chromium takes a picture of it. Needs what the tests need, and Chromium (`apt-get install chromium`).
"""

import argparse
import asyncio
import os
import re
import shutil
import subprocess
import sys
import tempfile
from html import escape
from importlib.resources import files
from pathlib import Path

from markdown_it import MarkdownIt

from bot import sample
from retrieval.index.embeddings import DEFAULT_MODEL
from retrieval.library import Library
from retrieval.models.options import Options
from tests.bot.process.bot_process import BotProcess
from tests.discord_server import DiscordServer, Message
from tests.discord_server.wire import Json

QUESTION = "Why is the fridge a bad place for bread?"
PICTURE = Path(__file__).parent / "answer.png"
STYLE = Path(__file__).parent / "picture.css"
FONTS = Path(str(files("simcord"))) / "preview" / "static" / "fonts"
"""Fonts from a package of the tests, so that the picture, with its emoji, looks the same everywhere."""
FONTS_LOADED = "--virtual-time-budget=5000"
"""Lets the browser finish loading the fonts before it measures the page or takes the picture."""
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
WIDTH = 680
"""Of the page, in CSS pixels."""
SCALE = 1.5
"""Pixels of the picture for each CSS pixel, so that text is sharp on dense screens."""
_MARKDOWN = MarkdownIt("commonmark", {"html": False, "breaks": True})


async def answer(question: str, folder: Path) -> Message:
    """Return the message that the bot posts for `question` about the sample show."""
    library = Library(Options(folder / "home", embedding_model=DEFAULT_MODEL))
    for path, details in sample.EPISODES:
        await library.add(path, details)
    await library.close()
    async with DiscordServer(patience=90) as discord:
        bot = BotProcess(discord, folder / "home", folder / "bot", OPENAI_API_KEY="")
        try:
            await bot.start_ready()
            reply = await discord.guild().member("Ada").slash("ask", question=question)
            message = await reply.original(lambda shown: bool(shown.buttons))
        finally:
            await bot.kill()
    return message


def page(message: Message, asker: str, question: str) -> str:
    """Return an HTML page that shows a message as Discord's dark theme does."""
    above = f'<div class="above">{markdown(message.content)}</div>' if message.content else ""
    embeds = "".join(embed_html(embed) for embed in message.embeds)
    rows = [row.get("components", []) for row in message.components]
    buttons = "".join(f'<div class="buttons">{_buttons(row)}</div>' for row in rows)
    style = _font_faces() + STYLE.read_text(encoding="utf-8")
    return f"""<!doctype html>
<html lang="en"><head><meta charset="utf-8"><style>{style}</style></head>
<body><main>
<p class="command"><i class="asker">{escape(asker[0])}</i><b>{escape(asker)}</b> used
<span class="slash">/ask</span> {escape(question)}</p>
<i class="avatar">P</i>
<header><b>Podcite</b><span class="badge">APP</span><time>Today at 18:04</time></header>
{above}{embeds}{buttons}
</main></body></html>"""


def _font_faces() -> str:
    names = {"Noto Sans": "noto-sans-latin-v*.ttf", "Noto Color Emoji": "noto-color-emoji-v*.ttf"}
    sources = {name: next(FONTS.glob(pattern)).as_uri() for name, pattern in names.items()}
    return "".join(
        f'@font-face {{ font-family: "{name}"; src: url("{source}"); font-weight: 100 900; }}\n'
        for name, source in sources.items()
    )


def embed_html(embed: Json) -> str:
    """Return one embed as HTML: author, title, description, fields and footer, as far as it has them."""
    fields = "".join(
        f"<section><h3>{markdown(part['name'])}</h3>{markdown(part['value'])}</section>"
        for part in embed.get("fields", [])
    )
    parts = (
        _part("h4", escape(embed.get("author", {}).get("name", ""))),
        _part("h2", escape(embed.get("title", ""))),
        _part("div", markdown(embed.get("description", ""))),
        fields,
        _part("footer", escape(embed.get("footer", {}).get("text", ""))),
    )
    return f'<article style="border-color: #{embed.get("color", 0):06x}">{"".join(parts)}</article>'


def _buttons(row: list[Json]) -> str:
    return "".join(f"<button>{escape(button['label'])}</button>" for button in row if "label" in button)


def markdown(text: str) -> str:
    """Return Discord's markdown as HTML."""
    return re.sub(r"^<p>(.*)</p>$", r"\1", _MARKDOWN.render(text).strip()) if text else ""


def _part(tag: str, html: str) -> str:
    return f"<{tag}>{html}</{tag}>" if html else ""


def take_picture(html: str, picture: Path, browser: str, folder: Path) -> None:
    """Write the picture of a page, exactly as high as the page is."""
    source = folder / "page.html"
    source.write_text(html, encoding="utf-8")
    measuring = folder / "measuring.html"
    height = "Math.ceil(document.body.getBoundingClientRect().height)"
    script = f"document.fonts.ready.then(() => {{ document.title = `height ${{{height}}}` }})"
    measuring.write_text(html.replace("</body>", f"<script>{script}</script></body>"), encoding="utf-8")
    measured = _browse(browser, "--dump-dom", f"--window-size={WIDTH},400", measuring.as_uri())
    found = re.search(r"<title>height (\d+)</title>", measured)
    if not found:
        sys.exit("The browser didn't say how high the page is.")
    size = f"--window-size={WIDTH},{found[1]}"
    _browse(browser, f"--screenshot={picture}", size, f"--force-device-scale-factor={SCALE}", source.as_uri())


def _browse(browser: str, *arguments: str) -> str:
    as_root = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    shown = (
        "--headless",
        "--disable-gpu",
        "--hide-scrollbars",
        "--allow-file-access-from-files",
        FONTS_LOADED,
    )
    command = [browser, *shown, *as_root, *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True, timeout=120).stdout


def main() -> None:
    """Ask the question and take the picture of the answer."""
    parser = argparse.ArgumentParser(description="Make the picture of an answer that the README shows.")
    parser.add_argument("--question", default=QUESTION)
    parser.add_argument("--out", type=Path, default=PICTURE)
    parser.add_argument(
        "--browser", default=next(filter(shutil.which, BROWSERS), None), help="Chromium's command"
    )
    chosen = parser.parse_args()
    if not chosen.browser:
        sys.exit("No Chromium was found. Install it, or name it with --browser.")
    with tempfile.TemporaryDirectory() as name:
        message = asyncio.run(answer(chosen.question, Path(name)))
        take_picture(page(message, "Ada", chosen.question), chosen.out.absolute(), chosen.browser, Path(name))
    print(f"{chosen.out}: {chosen.out.stat().st_size // 1000} kB\n{message.text}")


if __name__ == "__main__":
    main()
