"""Refuse what a server can't do to an episode that the host shares."""

from typing import Literal

from retrieval.errors import BadRequestError
from retrieval.models import Episode
from retrieval.texts import Text

OwnAction = Literal["removed", "rolled back", "changed"]
_SHARED: dict[OwnAction, Text] = {
    "removed": Text("{id!r} is shared by the host, and can't be removed from here."),
    "rolled back": Text("{id!r} is shared by the host, and can't be rolled back from here."),
    "changed": Text("{id!r} is shared by the host, and can't be changed from here."),
}


def require_own(episode: Episode, guild: int | None, action: OwnAction) -> Episode:
    """Return an episode that is the guild's own. Raises BadRequestError for one that isn't."""
    if episode.show.guild != guild:
        raise BadRequestError(Text(_SHARED[action], id=episode.id))
    return episode
