"""Discord servers that have data here: `guilds` and what changes one of them."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.cli.commands.options import JsonOption, storable
from bot.cli.confirming import is_terminal
from bot.cli.exit_status import ExitStatus
from bot.cli.global_options import open_session
from retrieval.errors import BadRequestError

if TYPE_CHECKING:
    from retrieval.models.guilds import GuildData

GuildArgument = Annotated[
    int,
    typer.Argument(
        metavar="ID", min=1, callback=storable, help="The server's id, as listed by `podcite guilds`."
    ),
]


def _limit(what: str) -> Any:  # noqa: ANN401 (typer doesn't export the type of its options)
    return typer.Option(metavar="N", min=0, max=10**9, help=f"The most {what}.")


app = typer.Typer(rich_markup_mode=None, help="List the servers that have data, and limit or delete it.")


@app.callback(invoke_without_command=True)
def guilds(ctx: typer.Context, as_json: JsonOption = False) -> None:
    """List the Discord servers that have data here."""
    from bot.cli.guild_documents import guild_document
    from bot.cli.render.guilds import render_guilds

    if ctx.invoked_subcommand is not None:
        return
    with open_session(ctx) as session:
        stored = session.run(session.library.removal.guilds())
        if as_json:
            session.print_json([guild_document(data) for data in stored])
        else:
            session.print(render_guilds(stored, session.settings.keep_days))


@app.command()
def delete(
    ctx: typer.Context,
    guild: GuildArgument,
    yes: Annotated[bool, typer.Option("--yes", help="Don't ask for confirmation.")] = False,
) -> None:
    """Delete all data of one server at once."""
    from bot.cli.action_log import log_action
    from bot.ui.formatting import count

    with open_session(ctx) as session:
        removal = session.library.removal
        known = next((data for data in session.run(removal.guilds()) if data.guild == guild), None)
        if known is not None and not yes and not _confirm(known):
            session.print_text("Nothing was deleted.")
            raise typer.Exit(ExitStatus.FAILED)
        deleted = session.run(removal.delete_guild(guild))
        log_action(session, "delete server", str(guild))
        session.print_text(f"deleted the data of server {guild}, {count(deleted.episodes, 'episode')}")


@app.command()
def limit(
    ctx: typer.Context,
    guild: GuildArgument,
    mb: Annotated[int | None, _limit("megabytes it may store")] = None,
    episodes: Annotated[int | None, _limit("episodes it may have")] = None,
    feeds: Annotated[int | None, _limit("feeds it may follow")] = None,
    jobs: Annotated[int | None, _limit("unfinished jobs it may have")] = None,
    tokens: Annotated[int | None, _limit("language model tokens it may use per day")] = None,
    dollars: Annotated[
        float | None,
        typer.Option(
            metavar="N", min=0, max=10**6, help="The most US dollars that language models may cost per day."
        ),
    ] = None,
    reset: Annotated[
        bool, typer.Option("--reset", help="Remove this server's limits before setting new ones.")
    ] = False,
) -> None:
    """Show or set how much one server may store and use."""
    from bot.cli.action_log import log_action
    from bot.ui.formatting import budget_facts, quota_facts
    from retrieval.models.quotas import MEGABYTE, GuildLimits

    with open_session(ctx) as session:
        service = session.library.guilds
        before = session.run(service.limits(guild))
        base = GuildLimits() if reset else before
        limits = GuildLimits(
            bytes=base.bytes if mb is None else mb * MEGABYTE,
            episodes=base.episodes if episodes is None else episodes,
            feeds=base.feeds if feeds is None else feeds,
            jobs=base.jobs if jobs is None else jobs,
            tokens=base.tokens if tokens is None else tokens,
            dollars=base.dollars if dollars is None else dollars,
        )
        if limits != before:
            session.run(service.set_limits(guild, limits))
            log_action(session, "limit server", str(guild))
        facts = quota_facts(session.run(service.usage(guild)))
        if today := budget_facts(session.run(session.library.chat_model.today(guild))):
            facts.append(f"today {today}")
        session.print_text(f"{guild}: {', '.join(facts)}")


@app.command("revoke-links")
def revoke_links(ctx: typer.Context, guild: GuildArgument) -> None:
    """Revoke the links to one server's own pages on the site."""
    from bot.cli.action_log import log_action

    with open_session(ctx) as session:
        session.run(session.library.guilds.revoke_site_links(guild))
        log_action(session, "revoke links", str(guild))
        session.print_text(f"revoked the links to the pages of server {guild}")


def _confirm(data: "GuildData") -> bool:
    from bot.ui.formatting import count

    if not is_terminal():
        raise BadRequestError("Nothing was deleted: to delete without confirmation, add --yes.")
    had = f"{count(data.shows, 'show')}, {count(data.episodes, 'episode')}, the settings and the feeds"
    stays = "" if data.left else " The bot is still in this server."
    return typer.confirm(f"Delete {had} of server {data.guild} permanently?{stays}", err=True)
