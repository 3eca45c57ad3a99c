"""Remove whole shows: `show remove` and `show allow`."""

from typing import Annotated

import typer

from bot.cli.commands.options import GuildOption, ShowArgument
from bot.cli.global_options import open_session

app = typer.Typer(rich_markup_mode=None, no_args_is_help=True, help="Remove whole shows, also for good.")


@app.command()
def remove(
    ctx: typer.Context,
    show: ShowArgument,
    guild: GuildOption = None,
    forget: Annotated[
        bool, typer.Option("--forget", help="Remove its feeds too, and never let it be added again.")
    ] = False,
) -> None:
    """Remove a show: all episodes with their earlier versions, and everything made from them."""
    from bot.cli.action_log import log_action
    from bot.ui.formatting import count

    with open_session(ctx) as session:
        removed = session.run(session.library.removal.remove_show(guild, show, forget=forget))
        where = f"in server {guild}" if guild else ""
        log_action(session, "forget" if forget else "remove show", removed.show, where)
        session.print_text(f"removed {removed.show}, {count(removed.episodes, 'episode')}")
        if forget:
            option = f" --guild {guild}" if guild else ""
            session.print_text(
                f"It can't be added again; this lifts that: podcite show allow {removed.show}{option}"
            )
        elif removed.feeds:
            session.print_text(
                f"New episodes still come from {count(removed.feeds, 'feed')}; --forget stops that too."
            )


@app.command()
def allow(ctx: typer.Context, show: ShowArgument, guild: GuildOption = None) -> None:
    """Let a show be added again that was removed with --forget."""
    from bot.cli.action_log import log_action

    with open_session(ctx) as session:
        allowed = session.run(session.library.removal.allow_show(guild, show))
        log_action(session, "allow", allowed, f"in server {guild}" if guild else "")
        session.print_text(f"{allowed} can be added again.")
