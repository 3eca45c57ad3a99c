"""Write the README's tables of commands and settings, from the code: `python -m docs.tables`.

A table stands between `<!-- table: NAME -->` and `<!-- end -->`. A test holds each equal to the code.
"""

import asyncio
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import typer.main
from discord import app_commands
from dotenv import dotenv_values

from bot.cli.app import app
from bot.client import COGS, Podcite
from retrieval.index.embeddings import DEFAULT_MODEL
from retrieval.library import Library
from retrieval.models.options import Options

REPOSITORY = Path(__file__).resolve().parents[1]
README = REPOSITORY / "README.md"
EXAMPLE = REPOSITORY / ".env.example"
Row = tuple[str, ...]


def discord_rows() -> list[Row]:
    """Return Discord's commands with their options, and what Discord says about them."""
    return asyncio.run(_discord_rows())


async def _discord_rows() -> list[Row]:
    with tempfile.TemporaryDirectory() as folder:
        library = Library(Options(Path(folder), embedding_model=DEFAULT_MODEL))
        async with Podcite(library=library) as bot:
            for cog in COGS:
                await bot.load_extension(cog)
            commands = [each for each in bot.tree.walk_commands() if isinstance(each, app_commands.Command)]
            rows = [(f"`/{each.qualified_name}{_options(each)}`", each.description) for each in commands]
        await library.close()
    # The commands that everybody may use come first.
    return sorted(rows, key=lambda row: (row[0].startswith("`/library"), row[0]))


def _options(command: "app_commands.Command[Any, ..., Any]") -> str:
    names = (each.name if each.required else f"[{each.name}]" for each in command.parameters)
    return "".join(f" {name}" for name in names)


def terminal_rows() -> list[Row]:
    """Return the terminal's commands with their arguments and options, and their help."""
    return list(_terminal_rows(typer.main.get_command(app), "podcite"))


# typer brings its own classes of commands and parameters, whose module is private.
def _terminal_rows(command: Any, name: str) -> Iterator[Row]:
    nested = getattr(command, "commands", {})
    if not nested or (command.invoke_without_command and name != "podcite"):
        parameters = "".join(f" {_parameter(each)}" for each in command.params)
        yield f"`{name}{parameters}`", " ".join(command.help.split("\n\n")[0].split())
    for each, below in nested.items():
        yield from _terminal_rows(below, f"{name} {each}")


def _parameter(parameter: Any) -> str:
    if parameter.param_type_name == "argument":
        name = (parameter.metavar or parameter.name).removesuffix("...").strip("[]").upper()
        name += "…" if parameter.nargs == -1 else ""
        return name if parameter.required else f"[{name}]"
    option = max(parameter.opts, key=len)
    return f"[{option}]" if parameter.is_flag else f"[{option} {parameter.metavar or 'TEXT'}]"


def settings_rows() -> list[Row]:
    """Return the settings with their defaults, and what `.env.example` says about them."""
    described = _comments()
    return [
        (f"`{name}`", f"`{default}`" if default else "", described[name])
        for name, default in dotenv_values(EXAMPLE).items()
    ]


def _comments() -> dict[str, str]:
    comments: dict[str, str] = {}
    lines: list[str] = []
    for line in EXAMPLE.read_text(encoding="utf-8").splitlines():
        if line.startswith("# ") and not line.startswith("# ---"):
            lines.append(line.removeprefix("# "))
        elif "=" in line:
            comments[line.partition("=")[0]], lines = " ".join(lines), []
        else:
            lines = []
    return comments


def table(heading: Row, rows: Iterable[Row]) -> str:
    """Return a Markdown table."""
    lines = [heading, ("---",) * len(heading), *rows]
    return "\n".join(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in line)} |" for line in lines)


def tables() -> dict[str, str]:
    """Return every table of the README by its name."""
    return {
        "discord": table(("command", "what it does"), discord_rows()),
        "terminal": table(("command", "what it does"), terminal_rows()),
        "settings": table(("variable", "default", "meaning"), settings_rows()),
    }


def filled_in(text: str) -> str:
    """Return the text with every table as it is now."""
    for name, rows in tables().items():
        before, opening, rest = text.partition(f"<!-- table: {name} -->\n")
        _, closing, after = rest.partition("<!-- end -->\n")
        text = f"{before}{opening}{rows}\n{closing}{after}"
    return text


if __name__ == "__main__":
    README.write_text(filled_in(README.read_text(encoding="utf-8")), encoding="utf-8")
