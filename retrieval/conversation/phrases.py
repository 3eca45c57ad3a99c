"""What answers from the catalog say, in the language of the question: sentences, dates, numbers, lists."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property
from importlib.resources import files

from babel import Locale
from babel.dates import format_date, format_interval, format_skeleton
from babel.lists import format_list
from babel.numbers import format_decimal

from retrieval.models import Episode, Reference
from retrieval.models.requests import Missing
from retrieval.understanding.names import LibraryNames
from retrieval.understanding.ordering import episode_number

LANGUAGES = ("en", "de", "es", "fr", "pt", "ja")
"""The languages that have texts."""
MAX_NAMED = 10
"""How many episodes a text names one by one."""
_LOCALES = {"en": "en_GB"}
"""The locales of languages whose own one is not the wanted one: here, the day comes before the month."""


@dataclass(frozen=True)
class Phrases:
    """The texts of one language: `replies/LANGUAGE.txt`, and English ones where it has none.

    A text with "|" has a form for one and another for more, by the value `n`.
    """

    language: str

    @cached_property
    def locale(self) -> Locale:
        return Locale.parse(_LOCALES.get(self.language, self.language))

    def has(self, name: str) -> bool:
        """Return whether a text of this name is there in the language itself."""
        return name in read_texts(self.language)

    def say(self, name: str, /, **values: object) -> str:
        """Return a text with its values, numbers among them as the language writes them."""
        language = self.language if self.has(name) else "en"
        forms = read_texts(language)[name].split("|")
        number = values.get("n")
        is_one = isinstance(number, int) and self.locale.plural_form(number) == "one"
        written = {
            key: format_decimal(value, locale=self.locale) if isinstance(value, int) else value
            for key, value in values.items()
        }
        return (forms[0] if is_one else forms[-1]).format(**written)

    def episodes(self, number: int) -> str:
        """Return a number of episodes: 1 episode, 2 episodes."""
        return self.say("episodes", n=number)

    def title_of(self, episode: Episode) -> str:
        """Return an episode's title in quotes with its show: “Rye” (The Baker's Hour)."""
        return self.say("title", title=episode.title, show=episode.show.title)

    def line_of(self, episode: Episode, names: LibraryNames) -> str:
        """Return an episode as a line of a list: title, show, date, length."""
        facts = [episode.title, episode.show.title]
        day = self.day_of(episode, names)
        facts += [day] if day else []
        facts += [clock(episode.duration)] if episode.duration else []
        return " · ".join(facts)

    def day_of(self, episode: Episode, names: LibraryNames) -> str:
        """Return when an episode was published, or when it says that it was recorded; "" if neither is known.

        "6 May 2024", "recorded on 6 May 2024".
        """
        day = names.date_of(episode)
        if day is None or episode.published:
            return self.long_date(day) if day else ""
        return self.say("recorded", day=self.long_date(day))

    def lines_of(self, episodes: Sequence[Episode], names: LibraryNames) -> str:
        """Return a list of episodes, cut where it is long."""
        lines = [f"• {self.line_of(episode, names)}" for episode in episodes[:MAX_NAMED]]
        more = len(episodes) - MAX_NAMED
        return "\n".join([*lines, *([self.say("and_more", n=more)] if more > 0 else [])])

    def long_date(self, day: date) -> str:
        """Return a date in words: 6 May 2024."""
        return format_date(day, "long", self.locale)

    def joined(self, names: Sequence[str]) -> str:
        """Return names as people list them: A, B and C."""
        return format_list(list(names), locale=self.locale) if names else ""

    def describe_missing(self, reference: Reference, names: LibraryNames) -> str:
        """Return the sentence that says what the library doesn't have, and what is nearest to it.

        "There is no episode 512 of Go Time; the newest is 331."
        """
        show, missing = reference.show, reference.missing
        assert missing is not None  # noqa: S101 - the caller has looked
        among = [e for e in names.episodes if show is None or e.show.key == show.key]
        newest = next(iter(names.newest_first(among)), None)
        told = None
        if newest is not None:
            number = episode_number(newest)
            told = str(number) if number is not None and show else self.title_of(newest)
        has_nearest = told is not None and missing.kind != "person"
        name = f"no_{missing.kind}{'_of' if show else ''}{'_newest' if has_nearest else ''}"
        return self.say(name, name=self.name_of(missing), show=show.title if show else "", newest=told)

    def name_of(self, missing: Missing) -> str:
        """Return what is missing in words; a time as "May 2024", "2024" or its days."""
        if missing.first is None or missing.last is None:
            return missing.name.title()
        if missing.is_whole_month:
            return format_skeleton("yMMMM", missing.first, locale=self.locale)
        if missing.is_whole_year:
            return str(missing.first.year)
        if missing.first == missing.last:
            return self.long_date(missing.first)
        return format_interval(missing.first, missing.last, "yMMMd", locale=self.locale)


def clock(seconds: float) -> str:
    """Return a length as players show it: 5:50, 1:02:03."""
    minutes, second = divmod(int(seconds), 60)
    hours, minute = divmod(minutes, 60)
    return f"{hours}:{minute:02}:{second:02}" if hours else f"{minute}:{second:02}"


@cache
def read_texts(language: str) -> dict[str, str]:
    """Return the texts of a language by their names."""
    path = files("retrieval.conversation.replies").joinpath(f"{language}.txt")
    named = (line.partition(" = ") for line in path.read_text("utf-8").splitlines())
    return {name: text.replace("\\n", "\n") for name, mark, text in named if mark}
