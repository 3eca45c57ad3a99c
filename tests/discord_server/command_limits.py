"""Discord's limits on the definitions of application commands."""

from collections.abc import Iterator

from .wire import Json, Problem

CHAT, USER, MESSAGE = 1, 2, 3
SUBCOMMAND, GROUP, STRING, INTEGER, NUMBER = 1, 2, 3, 4, 10
NAME, DESCRIPTION, OPTIONS, CHOICES, CHOICE_PART, COMMANDS = 32, 100, 25, 25, 100, 100
WHOLE_COMMAND = 8000


def check_commands(commands: list[Json]) -> Iterator[Problem]:
    """What Discord would refuse when these replace all of an application's commands."""
    if sum(command.get("type", CHAT) == CHAT for command in commands) > COMMANDS:
        yield Problem((), f"Maximum number of application commands reached ({COMMANDS})")
    seen: set[tuple[int, str]] = set()
    for number, command in enumerate(commands):
        kind = command.get("type", CHAT)
        if (kind, command["name"]) in seen:
            message = "Application command names must be unique"
            yield Problem((number, "name"), message, "APPLICATION_COMMANDS_DUPLICATE_NAME")
        seen.add((kind, command["name"]))
        for problem in _check_named(command) if kind == CHAT else _check_menu(command):
            yield problem.under(number)
        if kind == CHAT and _words(command) > WHOLE_COMMAND:
            yield Problem((number,), f"Command exceeds maximum size ({WHOLE_COMMAND})")
    for kind in (CHAT, USER, MESSAGE):
        of_kind = [command for command in commands if command.get("type", CHAT) == kind]
        yield from _check_localized(of_kind, "APPLICATION_COMMANDS_DUPLICATE_NAME")


def _check_menu(command: Json) -> Iterator[Problem]:
    if not 1 <= len(command["name"]) <= NAME:
        yield Problem(("name",), f"Must be between 1 and {NAME} in length.", "BASE_TYPE_BAD_LENGTH")
    for locale, name in _localized(command, "name"):
        if not 1 <= len(name) <= NAME:
            message = f"Must be between 1 and {NAME} in length."
            yield Problem(("name_localizations", locale), message, "BASE_TYPE_BAD_LENGTH")
    if command.get("description"):
        yield Problem(("description",), "Context menu commands cannot have a description")


def _check_named(part: Json, depth: int = 0) -> Iterator[Problem]:
    name, description = part["name"], part.get("description") or ""
    if not _is_name(name):
        yield Problem(("name",), f"{name!r} is no name of a command or option", "STRING_TYPE_REGEX")
    if not 1 <= len(description) <= DESCRIPTION:
        message = f"Must be between 1 and {DESCRIPTION} in length, is {description!r}"
        yield Problem(("description",), message, "BASE_TYPE_BAD_LENGTH")
    for locale, name in _localized(part, "name"):
        if not _is_name(name):
            message = f"{name!r} is no name of a command or option"
            yield Problem(("name_localizations", locale), message, "STRING_TYPE_REGEX")
    for locale, text in _localized(part, "description"):
        if not 1 <= len(text) <= DESCRIPTION:
            message = f"Must be between 1 and {DESCRIPTION} in length, is {text!r}"
            yield Problem(("description_localizations", locale), message, "BASE_TYPE_BAD_LENGTH")
    yield from _check_options(part.get("options") or [], depth)
    yield from _check_choices(part)


def _check_options(options: list[Json], depth: int) -> Iterator[Problem]:
    if len(options) > OPTIONS:
        yield Problem(("options",), f"Must be {OPTIONS} or fewer in length.", "BASE_TYPE_MAX_LENGTH")
    if len({option["name"] for option in options}) < len(options):
        yield Problem(("options",), "Option names must be unique", "APPLICATION_COMMAND_OPTIONS_NAME_INVALID")
    yield from _check_localized(options, "APPLICATION_COMMAND_OPTIONS_NAME_INVALID")
    nested = [option["type"] in (SUBCOMMAND, GROUP) for option in options]
    if any(nested) and not all(nested):
        yield Problem(("options",), "Sub-commands and other options can't stand side by side")
    optional_seen = False
    for number, option in enumerate(options):
        if (option["type"] == GROUP and depth) or (option["type"] == SUBCOMMAND and depth > 1):
            yield Problem(("options", number), "Groups and sub-commands are nested too deep")
        if option.get("required") and optional_seen:
            message = "Required options must be placed before non-required options"
            yield Problem(("options", number), message, "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID")
        optional_seen = optional_seen or not option.get("required")
        for problem in _check_named(option, depth + 1):
            yield problem.under("options", number)


def _check_choices(option: Json) -> Iterator[Problem]:
    choices = option.get("choices") or []
    if len(choices) > CHOICES:
        yield Problem(("choices",), f"Must be {CHOICES} or fewer in length.", "BASE_TYPE_MAX_LENGTH")
    if choices and option.get("autocomplete"):
        yield Problem(("autocomplete",), "Can't be true where choices are given")
    for number, choice in enumerate(choices):
        for name in ("name", "value"):
            if not 1 <= len(str(choice[name])) <= CHOICE_PART:
                message = f"Must be between 1 and {CHOICE_PART} in length."
                yield Problem(("choices", number, name), message, "BASE_TYPE_BAD_LENGTH")
        for locale, text in _localized(choice, "name"):
            if not 1 <= len(text) <= CHOICE_PART:
                message = f"Must be between 1 and {CHOICE_PART} in length."
                place = ("choices", number, "name_localizations", locale)
                yield Problem(place, message, "BASE_TYPE_BAD_LENGTH")


def _localized(part: Json, what: str) -> list[tuple[str, str]]:
    """The texts in other languages, by locale."""
    return list((part.get(f"{what}_localizations") or {}).items())


def _check_localized(parts: list[Json], code: str) -> Iterator[Problem]:
    """Check that names at the same level differ in every locale; one without its own has the default."""
    for locale in sorted({locale for part in parts for locale, _ in _localized(part, "name")}):
        seen: set[str] = set()
        for number, part in enumerate(parts):
            name = str((part.get("name_localizations") or {}).get(locale, part["name"]))
            if name in seen:
                message = f"Names must be unique, {name!r} isn't in {locale}"
                yield Problem((number, "name_localizations", locale), message, code)
            seen.add(name)


def _is_name(name: str) -> bool:
    """Return whether it has only lower-case letters, digits, dashes, underscores and apostrophes."""
    return 1 <= len(name) <= NAME and name == name.lower() and all(c.isalnum() or c in "-_'" for c in name)


def _longest(part: Json, what: str) -> int:
    return max(len(str(part.get(what) or "")), *(len(text) for _, text in _localized(part, what)), 0)


def _words(part: Json) -> int:
    """The width of a command, in which the longest translation of each text counts."""
    own = _longest(part, "name") + _longest(part, "description")
    choices = sum(_longest(c, "name") + len(str(c["value"])) for c in part.get("choices") or [])
    return own + choices + sum(_words(option) for option in part.get("options") or [])
