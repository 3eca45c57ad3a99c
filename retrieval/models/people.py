"""Who takes part in an episode."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class EpisodePeople:
    """The hosts and guests of an episode; others of its `speakers` may be either.

    `inferred` are those guests whom neither a feed, a file nor a title that the talk confirms names, but only
    the introduction; `signed_off` are those hosts who are known only from what they say at the end.
    `recorded` is the day on which an episode without a date says that it was recorded.
    """

    hosts: tuple[str, ...] = ()
    guests: tuple[str, ...] = ()
    inferred: tuple[str, ...] = ()
    speakers: tuple[str, ...] = ()
    signed_off: tuple[str, ...] = ()
    recorded: date | None = None
