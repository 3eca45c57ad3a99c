"""What the audit log says, in words: it is stored in English."""

import re

from bot.ui.formatting import count, dollars_of, tokens_of
from bot.ui.language import CHOICE, ENGLISH, _, gettext_noop, shown, spoken, translation
from retrieval.models.guilds import Actor, AuditEntry

ACTIONS = {
    "add": gettext_noop("add"),
    "reindex": gettext_noop("reindex"),
    "remove": gettext_noop("remove"),
    "rollback": gettext_noop("rollback"),
    "poll": gettext_noop("poll"),
    "follow": gettext_noop("follow"),
    "unfollow": gettext_noop("unfollow"),
    "pause": gettext_noop("pause"),
    "resume": gettext_noop("resume"),
    "hide": gettext_noop("hide"),
    "settings": gettext_noop("settings"),
    "offset": gettext_noop("offset"),
    "recording": gettext_noop("recording"),
    "revoke links": gettext_noop("revoke links"),
    "rename show": gettext_noop("rename show"),
    "merge show": gettext_noop("merge show"),
    "move": gettext_noop("move"),
    "transcripts": gettext_noop("transcripts"),
    "speakers": gettext_noop("speakers"),
    "pin": gettext_noop("pin"),
    "unpin": gettext_noop("unpin"),
    "refused": gettext_noop("was refused"),
    "budget used up": gettext_noop("budget used up"),
}
"""The actions of the log; those of the terminal are shown as they are."""
_ACTORS = {
    "the schedule": gettext_noop("the schedule"),
    "the host's shell": gettext_noop("the host's shell"),
    "a former member": gettext_noop("a former member"),
}
"""Actors without an id; a member with the same name keeps it."""
_SUBJECTS = {"budget used up": {"language model": gettext_noop("language model")}}
"""Subjects that are words, by their action; others are names."""
_JOB = re.compile(r"(?P<how>cancelled|failed) (?P<action>\w+)")
_COUNTS = re.compile(r"(?P<episodes>[\d,]+) episodes?, (?P<segments>[\d,]+) segments?")
_FAILED = re.compile(r"(?P<n>[\d,]+) failed: (?P<reason>.+)", re.DOTALL)
_TOKENS = re.compile(r"(?P<spent>[\d,]+) of (?P<most>[\d,]+) tokens")
_DOLLARS = re.compile(r"\$(?P<spent>[\d,]+\.\d\d) of \$(?P<most>[\d,]+\.\d\d)")
_SEGMENT = re.compile(r"segment (?P<n>\d+)")
_MESSAGES = re.compile(r"answers messages in (?P<channel>.+): (?P<policy>off|on mention|always)")
_DETAILS = (
    gettext_noop("asked whether a file replaces an episode"),
    gettext_noop("the bot ended while it read the files"),
    gettext_noop("they can be uploaded again"),
    gettext_noop("this server has its own episodes"),
)
"""Details as they are stored; `detail_words` shows them in the reader's language."""
_SETTINGS = {
    "moderator role": gettext_noop("moderator role"),
    "answer channels": gettext_noop("answer channels"),
    "private": gettext_noop("private answers"),
    "questions": gettext_noop("questions"),
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


def action_words(action: str) -> str:
    """Return what somebody did."""
    if match := _JOB.fullmatch(action):
        done = _(ACTIONS.get(match["action"], match["action"]))
        if match["how"] == "cancelled":
            return _("cancelled {action}", action=done)
        return _("failed {action}", action=done)
    return _(ACTIONS.get(action, action))


def actor_words(actor: Actor) -> str:
    """Return who did something."""
    known = "" if actor.id else _ACTORS.get(actor.name, "")
    return _(known) or actor.name


def subject_words(entry: AuditEntry) -> str:
    """Return to what somebody did something; empty if that isn't stored."""
    known = _SUBJECTS.get(entry.action, {}).get(entry.subject, "")
    return _(known) or entry.subject


def detail_words(detail: str) -> str:
    """Return the details of what somebody did; what isn't known stays as it was stored."""
    return "; ".join(map(_part, _SETTING.sub(_setting, detail).split("; ")))


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
