"""Find the feed that was typed where one is asked for: its number, its show's name, or its URL."""

from collections.abc import Sequence

from retrieval import identifiers
from retrieval.catalog.not_found import nearest_names
from retrieval.catalog.show_names import shows_named
from retrieval.errors import NotFoundError
from retrieval.models import Show
from retrieval.models.feeds import Feed
from retrieval.texts import Text


def named_feed(typed: str, feeds: Sequence[Feed]) -> Feed:
    """Return the one feed that was typed. Raises NotFoundError for none, and for several."""
    name = typed.strip()
    by_number_or_url = [feed for feed in feeds if name in (str(feed.id), feed.url)]
    shows = [Show(feed.id, identifiers.show_id(feed.show), feed.show) for feed in feeds]
    named = by_number_or_url or [
        feed for feed in feeds if feed.id in {show.key for show in shows_named(name, shows)}
    ]
    if len(named) == 1:
        return named[0]
    if named:
        numbers = "; ".join(f"{feed.id} ({feed.show})" for feed in named)
        raise NotFoundError(
            Text(
                "{name!r} matches several feeds; choose one by its number: {numbers}.",
                name=name[:60],
                numbers=numbers,
            )
        )
    if nearest := nearest_names(name, {str(feed.id): [feed.show] for feed in feeds}):
        raise NotFoundError(
            Text("There is no feed {feed} here; did you mean {names}?", feed=name[:60], names=nearest)
        )
    raise NotFoundError(
        Text("There is no feed {feed} here; the list of feeds shows all of them.", feed=name[:60])
    )
