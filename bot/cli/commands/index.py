"""Work on the index: `index add`, `status`, `reindex`, `remove`, `rollback` and `offset`."""

from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Literal

import typer

from bot.cli.commands.options import EpisodeArgument, JsonOption, not_empty, path_of
from bot.cli.global_options import open_session
from retrieval.models import Details, PlacementChoice

app = typer.Typer(rich_markup_mode=None, no_args_is_help=True, help="Add transcripts and manage the index.")


def _date(typed: str) -> date:
    try:
        return datetime.strptime(typed, "%Y-%m-%d").date()  # noqa: DTZ007 - a day has no time zone
    except ValueError as error:
        raise typer.BadParameter(f"{typed!r} isn't a date like 2024-05-31") from error


def _check_url(value: str | None) -> str | None:
    if value is not None and not value.startswith(("https://", "http://")):
        raise typer.BadParameter("an address starts with https:// or http://")
    return value


AudioOption = Annotated[
    str | None, typer.Option(metavar="URL", callback=_check_url, help="The address of the audio file.")
]
VideoOption = Annotated[
    str | None, typer.Option(metavar="URL", callback=_check_url, help="The address of the video.")
]
PageOption = Annotated[
    str | None, typer.Option(metavar="URL", callback=_check_url, help="The address of the episode's page.")
]


@app.command()
def add(
    ctx: typer.Context,
    paths: Annotated[
        list[Path],
        typer.Argument(metavar="PATH...", parser=path_of, help="Transcripts, or folders with transcripts."),
    ],
    show: Annotated[
        str | None, typer.Option(metavar="TITLE", callback=not_empty, help="The show's title.")
    ] = None,
    title: Annotated[
        str | None, typer.Option(metavar="TITLE", callback=not_empty, help="The episode's title.")
    ] = None,
    episode: Annotated[
        str | None,
        typer.Option(metavar="ID", callback=not_empty, help="The episode's id, short and without spaces."),
    ] = None,
    published: Annotated[
        date | None,
        typer.Option(parser=_date, metavar="DATE", help="The publication date, such as 2024-05-31."),
    ] = None,
    audio_url: AudioOption = None,
    video_url: VideoOption = None,
    page_url: PageOption = None,
    replace: Annotated[
        bool,
        typer.Option("--replace", help="Replace the episode that --episode names or a file looks like."),
    ] = False,
    new: Annotated[
        bool, typer.Option("--new", help="Add a new episode even if it looks like an existing one.")
    ] = False,
) -> None:
    """Add transcripts, one episode per file.

    You can leave out details that a file already contains, such as title and date. A file from the same path
    as before updates its episode. A file that only looks like an existing episode, by its name or title, is
    skipped until you choose --replace or --new; so is one of another path for the episode that --episode
    names, until you add --replace.
    """
    from bot.cli.indexing import add_paths

    choice = _choice(replace=replace, new=new)
    details = Details(
        show=show,
        title=title,
        episode=episode,
        published=published,
        audio_url=audio_url,
        video_url=video_url,
        page_url=page_url,
    )
    with open_session(ctx) as session:
        raise typer.Exit(add_paths(session, paths, details, choice))


def _choice(*, replace: bool, new: bool) -> PlacementChoice:
    if replace and new:
        raise typer.BadParameter("--replace and --new can't be used together")
    if replace:
        return "replace"
    return "new" if new else "ask"


@app.command()
def status(ctx: typer.Context, as_json: JsonOption = False) -> None:
    """Show how much is indexed, and any problems."""
    from bot.cli.json_documents import status_document
    from bot.cli.render.library import render_status

    with open_session(ctx) as session:
        library_status = session.run(session.library.status())
        if as_json:
            session.print_json(status_document(library_status))
        else:
            session.print(render_status(library_status))


@app.command()
def reindex(
    ctx: typer.Context,
    episodes: Annotated[
        list[str] | None,
        typer.Argument(metavar="[EPISODE]...", help="Episodes, or whole shows; all if none is given."),
    ] = None,
    force: Annotated[
        bool, typer.Option("--force", help="Also rebuild what is complete and up to date.")
    ] = False,
) -> None:
    """Rebuild the index of all or some episodes, or of whole shows.

    This is needed after you change the embedding model to or from OpenAI's. What is complete and up to date
    stays as it is, unless you add --force.
    """
    from bot.cli.indexing import reindex_episodes

    with open_session(ctx) as session:
        raise typer.Exit(reindex_episodes(session, episodes or [], force=force))


@app.command()
def remove(
    ctx: typer.Context,
    episodes: Annotated[
        list[str], typer.Argument(metavar="EPISODE...", help="The episodes, by id or title, or whole shows.")
    ],
    yes: Annotated[bool, typer.Option("--yes", help="Don't ask for confirmation.")] = False,
) -> None:
    """Remove episodes, or whole shows, and everything made from them.

    You have to confirm it; outside a terminal, only --yes does. With --yes, episodes are named by their ids,
    and shows by their ids or whole titles.
    """
    from bot.cli.indexing import remove_episodes

    with open_session(ctx) as session:
        raise typer.Exit(remove_episodes(session, episodes, yes=yes))


@app.command()
def rollback(
    ctx: typer.Context,
    episode: EpisodeArgument,
) -> None:
    """Go back to an episode's version before its last change.

    A second rollback undoes the first.
    """
    from bot.cli.action_log import log_action
    from bot.ui.formatting import count

    with open_session(ctx) as session:
        report = session.run(session.library.roll_back(session.episode_scope(episode)))
        log_action(session, "rolled back", report.episode)
        session.print_text(
            f"{report.episode} (“{report.title}”) of {report.show} is rolled back: "
            f"{count(report.segments, 'segment')}."
        )


@app.command()
def offset(
    ctx: typer.Context,
    episode: EpisodeArgument,
    medium: Annotated[
        Literal["audio", "video"], typer.Argument(metavar="audio|video", help="Which recording.")
    ],
    here: Annotated[
        str,
        typer.Argument(metavar="HERE", help="When some words are said in the transcript, such as 1:02:03."),
    ],
    there: Annotated[
        str, typer.Argument(metavar="THERE", help="When the same words are said in the recording.")
    ],
    url: Annotated[
        str | None, typer.Option(metavar="URL", help="The recording's address, if it is new or has changed.")
    ] = None,
) -> None:
    """Set how a recording's times differ from its transcript's.

    Give the time of some words in the transcript, and the time of the same words in the recording.
    Links lead into a recording only once its times are known.

    Example: “Welcome to the show” is at 0:12 in the transcript of talk-1, but at 0:47 in its audio file,
    which begins with an advertisement.

    podcite index offset talk-1 audio 0:12 0:47
    """
    from bot.cli.action_log import log_action
    from bot.timestamps import seconds

    with open_session(ctx) as session:
        scope = session.episode_scope(episode)
        shift = session.run(session.library.offset(scope, medium, seconds(here), seconds(there), url))
        log_action(session, "offset", str(scope.episode), f"{medium} {shift:+g} s")
        direction = "later" if shift >= 0 else "earlier"
        session.print_text(
            f"The {medium} of {scope.episode} is {abs(shift):g} s {direction} than the transcript."
        )
