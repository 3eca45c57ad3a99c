"""Find the episodes that were typed where several make sense: each by its name, or all of a show."""

from collections.abc import Sequence

from bot.cli.session import Session
from retrieval.errors import NotFoundError, PodciteError
from retrieval.identifiers import title_key
from retrieval.models import Episode, Scope


async def named_episodes(session: Session, typed: str) -> Sequence[Episode]:
    """Return the episode of this id or whole title, else all of a show, else the one episode that is meant.

    Raises NotFoundError, which suggests the nearest show or episode, and BadRequestError for several.
    """
    library = session.library
    episodes = await library.episodes(Scope())
    by_id = [episode for episode in episodes if episode.id == typed.strip().casefold()]
    by_title = [episode for episode in episodes if title_key(episode.title or "") == title_key(typed)]
    if by_id or len(by_title) == 1:
        return by_id or by_title
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
