"""Name the speakers whom transcripts don't name: `speakers`."""

from typing import Annotated

import typer

from bot.cli.commands.options import GuildOption, JsonOption, ShowArgument, not_empty
from bot.cli.global_options import open_session


def speakers(
    ctx: typer.Context,
    show: ShowArgument,
    speaker: Annotated[
        str | None, typer.Argument(metavar="[SPEAKER]", help="Such as “Speaker 1” or SPEAKER_00.")
    ] = None,
    name: Annotated[str | None, typer.Argument(metavar="[NAME]", help="The speaker's name.")] = None,
    episode: Annotated[
        str | None,
        typer.Option(
            "--episode", metavar="ID", callback=not_empty, help="Only in this episode: id, number or title."
        ),
    ] = None,
    undo: Annotated[bool, typer.Option("--undo", help="Remove the name that SPEAKER was given.")] = False,
    guild: GuildOption = None,
    as_json: JsonOption = False,
) -> None:
    """List or name a show's unnamed speakers."""
    from bot.cli.action_log import log_action
    from bot.ui.speaker_lines import named_sentence, speaker_lines, undone_sentence

    if undo != (name is None) and speaker is not None:
        raise typer.BadParameter("give a name, or --undo to take it back")
    if speaker is None and (undo or episode):
        raise typer.BadParameter("--undo and --episode need the speaker")
    with open_session(ctx) as session:
        names = session.library.speakers
        if speaker is None:
            unnamed = session.run(names.unnamed(guild, show))
            if as_json:
                session.print_json(
                    [
                        {
                            "speaker": one.label,
                            "episodes": len(one.episodes),
                            "episode_ids": one.episodes,
                            "name": one.name,
                        }
                        for one in unnamed
                    ]
                )
            else:
                session.print_text(*speaker_lines(unnamed))
            return
        chosen = session.run(session.find_episode(episode, show, guild)).id if episode else None
        if name is None:
            changed = session.run(names.undo(guild, show, speaker, chosen))
        else:
            changed = session.run(names.set_name(guild, show, speaker, name, chosen))
        where = f" in server {guild}" if guild else ""
        log_action(session, "speakers", show, f"{changed.label}: {changed.name or 'no name'}{where}")
        session.print_text(named_sentence(changed) if changed.name else undone_sentence(changed))
