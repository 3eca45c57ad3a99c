"""Read what a moderator typed about a file: names, a date as people write it, and links."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from bot.days import read_days
from bot.ui.discord_text import address
from retrieval.errors import BadRequestError
from retrieval.language.safe_text import safe_line
from retrieval.media_links import is_video
from retrieval.models import Details
from retrieval.models.guilds import Job, TypedForm
from retrieval.texts import Text

EARLIEST_DAY = date(1970, 1, 2)


class AmbiguousDayError(BadRequestError):
    """An ambiguous date, which may be any of `days`."""

    def __init__(self, typed: str, days: tuple[date, ...]) -> None:
        first, last = days[0], days[-1]
        super().__init__(
            Text(
                "The date {typed} can be {first} or {last}. Which one do you mean?",
                typed=typed,
                first=first,
                last=last,
            )
        )
        self.days = days


def details_of(typed: TypedForm, known: Details) -> Details:
    """Return the details in a file with what was typed instead. Raises BadRequestError for what is wrong."""
    show = safe_line(typed.show) or known.show
    if not show:
        raise BadRequestError("Please enter a name for the show.")
    media = link_or_none(typed.media)
    video = media if media and is_video(media) else None
    return replace(
        known,
        show=show,
        title=safe_line(typed.title) or None,
        published=_day(typed.day.strip()),
        page_url=link_or_none(typed.page),
        video_url=video,
        audio_url=media if video is None else None,
    )


def form_of(job: Job) -> TypedForm:
    """Return what the form about a job's file starts with: what was typed before, else what is known."""
    known = job.details
    return job.typed or TypedForm(
        show=known.show or "",
        title=known.title or "",
        day=known.published.isoformat() if known.published else "",
        page=known.page_url or "",
        media=known.video_url or known.audio_url or "",
    )


def link_or_none(typed: str) -> str | None:
    """Return the typed address; None for an empty text. Raises BadRequestError if it isn't an address."""
    if typed.strip() and address(typed.strip()) is None:
        raise BadRequestError("A link must start with https:// and name a website.")
    return typed.strip() or None


def _day(typed: str) -> date | None:
    if not typed:
        return None
    today = datetime.now(UTC).date()
    days = read_days(typed, today)
    if not days:
        raise BadRequestError(
            Text("I can't read the date “{typed}”; please write it like 3 May 2024.", typed=typed)
        )
    possible = tuple(day for day in days if EARLIEST_DAY <= day <= today + timedelta(days=2))
    if not possible:
        raise BadRequestError("No podcast can have come out on that day; please check the year.")
    if len(possible) > 1:
        raise AmbiguousDayError(typed, possible)
    return possible[0]
