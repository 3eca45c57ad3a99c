"""The sentences of the audit log, whose entries are stored in English."""

import re
from collections.abc import Callable, Mapping

from bot.ui.formatting import count, dollars_of, tokens_of
from bot.ui.job_words import FAILED, PRESENT, WITHIN
from bot.ui.language import CHOICE, ENGLISH, _, gettext_noop, shown, spoken, translation
from retrieval.models.guilds import Actor, AuditEntry

SENTENCES = {
    "add": gettext_noop("{actor} added {subject}"),
    "reindex": gettext_noop("{actor} reindexed {subject}"),
    "remove": gettext_noop("{actor} removed {subject}"),
    "rollback": gettext_noop("{actor} rolled back {subject}"),
    "poll": gettext_noop("{actor} checked the feed of {subject}"),
    "follow": gettext_noop("{actor} followed the feed of {subject}"),
    "unfollow": gettext_noop("{actor} stopped following the feed of {subject}"),
    "pause": gettext_noop("{actor} paused the feed of {subject}"),
    "resume": gettext_noop("{actor} resumed the feed of {subject}"),
    "hide": gettext_noop("{actor} hid {subject}"),
    "settings": gettext_noop("{actor} changed the settings"),
    "offset": gettext_noop("{actor} corrected the times of {subject}"),
    "recording": gettext_noop("{actor} added a recording to {subject}"),
    "revoke links": gettext_noop("{actor} revoked the links to this server's pages"),
    "rename show": gettext_noop("{actor} renamed {subject} to {detail}"),
    "merge show": gettext_noop("{actor} merged {subject} into {detail}"),
    "move": gettext_noop("{actor} moved {subject} to {detail}"),
    "transcripts": gettext_noop("{actor} changed how much of the transcripts of {subject} the site shows"),
    "speakers": gettext_noop("{actor} changed the name of a speaker in {subject}"),
    "pin": gettext_noop("{actor} pinned a passage of {subject}"),
    "unpin": gettext_noop("{actor} unpinned a passage of {subject}"),
    "refused": gettext_noop("{actor} isn't a moderator and was refused: {subject}"),
    "budget used up": gettext_noop("The language model's budget for the day is used up"),
}
"""What the log of a server says of each action."""
_WITH_DETAIL = ("rename show", "merge show", "move")
"""Actions whose sentence contains the detail; that of others follows in brackets."""
_MAX_SUBJECT, _MAX_DETAIL = 80, 200
"""Characters of a subject and a detail that are shown at most."""
_ACTORS = {
    "the schedule": gettext_noop("the schedule"),
    "the bot's host (in the terminal)": gettext_noop("the bot's host (in the terminal)"),
    "a former member": gettext_noop("a former member"),
}
"""Actors without an id; a member with the same name keeps it."""
_JOB = re.compile(rf"(?P<how>cancelled|failed) (?P<action>{'|'.join(PRESENT)})")
_COUNTS = re.compile(r"(?P<episodes>[\d,]+) episodes?, (?P<segments>[\d,]+) segments?")
_FAILED = re.compile(r"(?P<n>[\d,]+) failed: (?P<reason>.+)", re.DOTALL)
_TOKENS = re.compile(r"(?P<spent>[\d,]+) of (?P<most>[\d,]+) tokens")
_DOLLARS = re.compile(r"\$(?P<spent>[\d,]+\.\d\d) of \$(?P<most>[\d,]+\.\d\d)")
_SEGMENT = re.compile(r"segment (?P<n>\d+)")
_MESSAGES = re.compile(r"answers messages in (?P<channel>.+): (?P<policy>off|on mention|always)")
_DETAILS = (
    gettext_noop("asked whether a file replaces an episode"),
    gettext_noop("the bot stopped while it was reading the files"),
    gettext_noop("please upload them again"),
    gettext_noop("this server has its own episodes"),
)
"""Details as they are stored; `detail_words` shows them in the reader's language."""
_SETTINGS = {
    "moderator role": gettext_noop("moderator role"),
    "answer channels": gettext_noop("answer channels"),
    "private": gettext_noop("private answers"),
    "questions": gettext_noop("number of questions"),
    "seconds": gettext_noop("seconds"),
    "announce in": gettext_noop("announcements"),
    "hidden": gettext_noop("hidden shows"),
    "strong language": gettext_noop("strong language"),
    "strong words": gettext_noop("strong words"),
    "tokens": gettext_noop("tokens a day"),
}
_VALUES = {
    "default": gettext_noop("default"),
    "none": gettext_noop("none"),
    "every channel": gettext_noop("every channel"),
    "True": gettext_noop("yes"),
    "False": gettext_noop("no"),
}
_SETTING = re.compile(rf"(?:(?<=^)|(?<=, ))({'|'.join(_SETTINGS)}): (?:({'|'.join(_VALUES)})(?=,|$))?")


def log_sentence(
    entry: AuditEntry,
    actor: str,
    prepared: Callable[[str, int], str],
    sentences: Mapping[str, str] = SENTENCES,
) -> str:
    """Return what `actor` did. `prepared` escapes a text and cuts it to so many characters."""
    detail = entry.detail and prepared(detail_words(entry.detail), _MAX_DETAIL)
    values = {"actor": actor, "subject": prepared(_subject(entry), _MAX_SUBJECT)}
    if match := _JOB.fullmatch(entry.action):
        if match["how"] == "cancelled":
            sentence = _("{actor} cancelled {job}", actor=actor, job=_(WITHIN[match["action"]], **values))
        else:
            sentence = _("{actor}: {failure}", actor=actor, failure=_(FAILED[match["action"]], **values))
    elif entry.action in _WITH_DETAIL:
        return _(sentences[entry.action], detail=detail.removeprefix("to "), **values)
    elif template := sentences.get(entry.action):
        sentence = _(template, **values)
    else:  # of a newer version
        sentence = " ".join(filter(None, (actor, entry.action, values["subject"])))
    return f"{sentence} ({detail})" if detail else sentence


def actor_words(actor: Actor) -> str:
    """Return who did something."""
    known = "" if actor.id else _ACTORS.get(actor.name, "")
    return _(known) or actor.name


def detail_words(detail: str) -> str:
    """Return the details of what somebody did; what isn't known stays as it was stored."""
    return "; ".join(map(_part, _SETTING.sub(_setting, detail).split("; ")))


def _subject(entry: AuditEntry) -> str:
    is_words = entry.subject in ("all shows", "transcripts") and entry.action.split()[-1] in PRESENT
    return _(entry.subject) if is_words else entry.subject


def _setting(match: re.Match[str]) -> str:
    if spoken() == ENGLISH:
        return match[0]
    return f"{_(_SETTINGS[match[1]])}: {_(_VALUES[match[2]]) if match[2] else ''}"


def _part(stored: str) -> str:
    if match := _COUNTS.fullmatch(stored):
        numbers = {name: int(number.replace(",", "")) for name, number in match.groupdict().items()}
        return f"{count(numbers['episodes'], 'episode')}, {count(numbers['segments'], 'segment')}"
    if match := _FAILED.fullmatch(stored):
        name, colon, reason = match["reason"].partition(": ")
        said = f"{name}: {shown(reason)}" if colon else shown(name)
        return _("{n} failed: {reason}", n=int(match["n"].replace(",", "")), reason=said)
    if match := _MESSAGES.fullmatch(stored):
        channel = _(_VALUES.get(match["channel"], "")) or match["channel"]
        way = translation(match["policy"], spoken(), CHOICE) or match["policy"]
        return _("answers messages in {channel}: {policy}", channel=channel, policy=way)
    if match := _SEGMENT.fullmatch(stored):
        return _("segment {n}", n=int(match["n"]))
    return shown(_DOLLARS.sub(_dollars, _TOKENS.sub(_tokens, stored)))


def _tokens(match: re.Match[str]) -> str:
    return tokens_of(*(int(number.replace(",", "")) for number in match.groups()))


def _dollars(match: re.Match[str]) -> str:
    return dollars_of(*(float(number.replace(",", "")) for number in match.groups()))
