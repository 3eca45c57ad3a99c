"""Find the episodes that were typed where several make sense: each by its name, or all of a show."""

from collections.abc import Sequence

from bot.cli.session import Session
from retrieval.errors import NotFoundError, PodciteError
from retrieval.identifiers import title_key
from retrieval.models import Episode, Scope


async def named_episodes(session: Session, typed: str) -> Sequence[Episode]:
    """Return the episode of this id, else all of the show of this name, else the one episode that is meant.

    Raises NotFoundError, which suggests the nearest show or episode, and BadRequestError for several.
    """
    library = session.library
    if by_id := [e for e in await library.episodes(Scope()) if e.id == typed.strip().casefold()]:
        return by_id
    try:
        return await library.episodes(Scope(show=typed))
    except NotFoundError as no_show:
        try:
            return [await session.find_episode(typed)]
        except NotFoundError as no_episode:
            raise (no_show if no_show.suggests else no_episode) from None


def each_named(
    session: Session, named: Sequence[str], *, exactly: bool
) -> tuple[dict[Episode, None], list[str]]:
    """Return all episodes that these names mean, each once, and the errors of the names that mean none.

    `exactly` named ones are those by their ids, and shows by their ids or whole titles.
    """
    find = _exactly_named if exactly else named_episodes
    found, errors = dict[Episode, None](), list[str]()
    for name in named:
        try:
            found |= dict.fromkeys(session.run(find(session, name)))
        except PodciteError as error:
            errors.append(str(error))
    return found, errors


async def _exactly_named(session: Session, typed: str) -> Sequence[Episode]:
    """Return the episode of this id, or all of the show of this id or whole title. Raises NotFoundError."""
    try:
        return [await session.library.episode(Scope(episode=typed))]
    except NotFoundError:
        of_show = [
            episode
            for episode in await session.library.episodes(Scope())
            if typed.strip() == episode.show.id or title_key(typed) == title_key(episode.show.title)
        ]
        if not of_show:
            raise
        return of_show
