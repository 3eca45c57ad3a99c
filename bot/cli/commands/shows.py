"""Remove whole shows: `show remove` and `show allow`."""

from typing import Annotated

import typer

from bot.cli.commands.options import GuildOption, ShowArgument
from bot.cli.global_options import open_session

app = typer.Typer(rich_markup_mode=None, no_args_is_help=True, help="Remove or block whole shows.")


@app.command()
def remove(
    ctx: typer.Context,
    show: ShowArgument,
    guild: GuildOption = None,
    forget: Annotated[
        bool, typer.Option("--forget", help="Also remove its feeds, and block the show.")
    ] = False,
    unknown: Annotated[
        bool, typer.Option("--unknown", help="With --forget: block this title even if no such show is here.")
    ] = False,
) -> None:
    """Remove a show with all its episodes.

    Their earlier versions and everything made from them are removed too.
    """
    from bot.cli.action_log import log_action
    from bot.ui.formatting import count

    with open_session(ctx) as session:
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
def allow(ctx: typer.Context, show: ShowArgument, guild: GuildOption = None) -> None:
    """Allow a show that was removed with --forget."""
    from bot.cli.action_log import log_action

    with open_session(ctx) as session:
        allowed = session.run(session.library.removal.allow_show(guild, show))
        log_action(session, "allow", allowed, f"in server {guild}" if guild else "")
        session.print_text(f"{allowed} can be added again.")
