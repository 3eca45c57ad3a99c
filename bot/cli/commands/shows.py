"""Work on whole shows: `show list`, `rename`, `merge`, `move`, `transcripts`, `remove` and `allow`."""

from typing import Annotated, Literal

import typer

from bot.cli.commands.options import (
    EpisodeArgument,
    GuildOption,
    JsonOption,
    ShowArgument,
    WholeShowArgument,
)
from bot.cli.global_options import open_session

app = typer.Typer(
    rich_markup_mode=None, no_args_is_help=True, help="Rename, merge, remove or block whole shows."
)


@app.command("list")
def list_(ctx: typer.Context, guild: GuildOption = None, as_json: JsonOption = False) -> None:
    """List the shows, with their ids and numbers of episodes."""
    from bot.cli.json_documents import show_document
    from bot.cli.render.shows import render_shows

    with open_session(ctx) as session:
        summaries = session.run(session.library.shows.summaries(guild))
        if as_json:
            session.print_json([show_document(summary) for summary in summaries])
        else:
            session.print(render_shows(summaries, guild))


@app.command()
def rename(
    ctx: typer.Context,
    show: ShowArgument,
    title: Annotated[str, typer.Argument(metavar="TITLE", help="The new title.")],
    guild: GuildOption = None,
) -> None:
    """Give a show another title; the earlier one still finds it."""
    from bot.cli.action_log import in_server, log_action
    from bot.ui.show_sentences import renamed_sentence

    with open_session(ctx) as session:
        changed = session.run(session.library.shows.rename(guild, show, title))
        log_action(session, "rename show", changed.before.title, changed.after.title + in_server(guild))
        session.print_text(renamed_sentence(changed))


@app.command()
def merge(
    ctx: typer.Context,
    show: ShowArgument,
    into: Annotated[str, typer.Argument(metavar="INTO", help="The show that gets its episodes.")],
    guild: GuildOption = None,
) -> None:
    """Move all episodes of a show, and its feeds, into another."""
    from bot.cli.action_log import in_server, log_action
    from bot.ui.show_sentences import merged_sentence

    with open_session(ctx) as session:
        changed = session.run(session.library.shows.merge(guild, show, into))
        log_action(session, "merge show", changed.before.title, changed.after.title + in_server(guild))
        session.print_text(merged_sentence(changed))


@app.command()
def move(
    ctx: typer.Context,
    episode: EpisodeArgument,
    show: ShowArgument,
    new: Annotated[bool, typer.Option("--new", help="Make a new show with this title.")] = False,
    guild: GuildOption = None,
) -> None:
    """Move one episode to another show; it keeps its id."""
    from bot.cli.moving import move_episode
    from retrieval.errors import NotFoundError

    with open_session(ctx) as session:
        named = session.run(session.find_episode(episode, guild=guild))
        try:
            move_episode(session, named.id, show, new=new, guild=guild)
        except NotFoundError as error:
            raise NotFoundError(f"{error} To make a new show with this title, add --new.") from error


@app.command()
def transcripts(
    ctx: typer.Context,
    show: ShowArgument,
    shown: Annotated[
        Literal["whole", "passages", "default"],
        typer.Argument(metavar="SETTING", help="whole, passages (those that pages cite), or default."),
    ],
    guild: GuildOption = None,
) -> None:
    """Set how much of a show's transcripts the site shows.

    With "default", PODCITE_WEB_TRANSCRIPTS decides.
    """
    from bot.cli.action_log import in_server, log_action
    from bot.ui.show_sentences import transcripts_sentence

    with open_session(ctx) as session:
        chosen = None if shown == "default" else shown
        changed = session.run(session.library.shows.set_transcripts(guild, show, chosen))
        log_action(session, "transcripts", changed.title, shown + in_server(guild))
        session.print_text(transcripts_sentence(changed))


@app.command()
def remove(
    ctx: typer.Context,
    show: WholeShowArgument,
    guild: GuildOption = None,
    forget: Annotated[
        bool, typer.Option("--forget", help="Also remove its feeds, and block the show.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Don't ask for confirmation.")] = False,
    unknown: Annotated[
        bool, typer.Option("--unknown", help="With --forget: block this title even if no such show is here.")
    ] = False,
) -> None:
    """Remove a show with all its episodes.

    Their earlier versions and everything made from them are removed too. You have to confirm it; outside a
    terminal, only --yes does.
    """
    from bot.cli.action_log import log_action
    from bot.cli.confirming import confirmed
    from bot.cli.exit_status import ExitStatus
    from bot.cli.render.shows import show_removal_question
    from bot.ui.formatting import count

    with open_session(ctx) as session:
        found = session.run(session.library.shows.find(guild, show))
        if found and not confirmed(show_removal_question(found), yes=yes):
            session.print_text("Nothing was removed.")
            raise typer.Exit(ExitStatus.FAILED)
        removed = session.run(
            session.library.removal.remove_show(guild, show, forget=forget, unknown=unknown)
        )
        where = f"in server {guild}" if guild else ""
        log_action(session, "forget" if forget else "remove show", removed.show, where)
        session.print_text(f"removed {removed.show}, {count(removed.episodes, 'episode')}")
        if forget:
            option = f" --guild {guild}" if guild else ""
            session.print_text(
                f"It can't be added again. To allow that, run: podcite show allow {removed.blocked}{option}"
            )
        elif removed.feeds:
            session.print_text(
                f"New episodes still arrive from {count(removed.feeds, 'feed')}; --forget stops that too."
            )


@app.command()
def allow(ctx: typer.Context, show: WholeShowArgument, guild: GuildOption = None) -> None:
    """Allow a show again that was removed with --forget."""
    from bot.cli.action_log import log_action

    with open_session(ctx) as session:
        allowed = session.run(session.library.removal.allow_show(guild, show))
        log_action(session, "allow", allowed, f"in server {guild}" if guild else "")
        session.print_text(f"{allowed} can be added again.")
