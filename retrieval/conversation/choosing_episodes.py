"""Which episodes an answer from the catalog is about."""

from retrieval.conversation.people_answers import episodes_of_show
from retrieval.models import Episode, Request
from retrieval.texts import Text
from retrieval.understanding.names import LibraryNames

SEVERAL_EPISODES = Text("Several episodes match. Which one do you mean?")
"""The text above several episodes, of which a user has to choose one."""
MAX_RECOMMENDED = 3
"""How many episodes are recommended to somebody who names no subject."""


def chosen_episodes(request: Request, names: LibraryNames) -> list[Episode]:
    """Return the episodes that are asked about; of a show alone, its newest."""
    reference = request.reference
    if reference.episodes:
        return list(reference.episodes[:MAX_RECOMMENDED])
    if reference.show or len(names.episodes) == 1:
        return names.newest_first(episodes_of_show(request, names))[:1]
    return []
