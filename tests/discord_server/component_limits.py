"""Discord's limits on buttons, selects, modals and their layout."""

from collections import Counter
from collections.abc import Iterator

from .messages import BUTTON, ROW, SELECTS, TEXT_DISPLAY, TEXT_INPUT, every
from .wire import Json, Problem

ROWS, BUTTONS, OPTIONS, ALL_COMPONENTS, ALL_TEXT = 5, 5, 25, 40, 4000
CUSTOM_ID, LABEL, URL, PLACEHOLDER, OPTION_PART = 100, 80, 512, 150, 100
MODAL_TITLE, MODAL_PARTS, INPUT_LABEL, INPUT_PLACEHOLDER, INPUT_VALUE = 45, 5, 45, 100, 4000
LINK, PREMIUM = 5, 6
LABELLED = 18


def check_components(components: list[Json], *, v2: bool = False) -> Iterator[Problem]:
    """What Discord would refuse in the components of a message."""
    if not v2 and len(components) > ROWS:
        yield _problem("components", f"Must be {ROWS} or fewer in length.")
    if not v2 and any(component["type"] != ROW for component in components):
        yield _problem("components", "Only action rows may stand at the top without components v2")
    found = list(every(components))
    if len(found) > ALL_COMPONENTS:
        yield _problem("components", f"Must have at most {ALL_COMPONENTS} components, nested ones too")
    if sum(len(c["content"]) for c in found if c["type"] == TEXT_DISPLAY) > ALL_TEXT:
        yield _problem("components", f"Text displays must hold {ALL_TEXT} characters or fewer together")
    yield from _check_shared(found)


def check_modal(modal: Json) -> Iterator[Problem]:
    """What Discord would refuse in the data of a modal."""
    yield from _length(modal, "title", 1, MODAL_TITLE, required=True)
    yield from _length(modal, "custom_id", 1, CUSTOM_ID, required=True)
    components = modal.get("components") or []
    if not 1 <= len(components) <= MODAL_PARTS:
        yield _problem("components", f"Must be between 1 and {MODAL_PARTS} in length.")
    for component in every(components):
        if component["type"] == LABELLED:
            yield from _length(component, "label", 1, INPUT_LABEL, required=True)
            yield from _length(component, "description", 1, OPTION_PART)
        elif component["type"] == TEXT_INPUT:
            yield from _length(component, "label", 1, INPUT_LABEL)
            yield from _length(component, "placeholder", 0, INPUT_PLACEHOLDER)
            yield from _length(component, "value", 0, _longest(component))
            yield from _length(component, "custom_id", 1, CUSTOM_ID, required=True)
    yield from _check_shared(list(every(components)))


def _longest(field: Json) -> int:
    return min(INPUT_VALUE, field.get("max_length") or INPUT_VALUE)


def _check_shared(found: list[Json]) -> Iterator[Problem]:
    for component in found:
        if component["type"] == ROW:
            yield from _check_row(component.get("components") or [])
        elif component["type"] == BUTTON:
            yield from _check_button(component)
        elif component["type"] in SELECTS:
            yield from _check_select(component)
    ids = Counter(component["custom_id"] for component in found if component.get("custom_id"))
    for custom_id, times in ids.items():
        if times > 1:
            message = f"Component custom id {custom_id!r} cannot be duplicated"
            yield Problem(("components",), message, "COMPONENT_CUSTOM_ID_DUPLICATED")


def _check_row(children: list[Json]) -> Iterator[Problem]:
    kinds = {child["type"] for child in children}
    alone = bool(kinds - {BUTTON})
    if not 1 <= len(children) <= (1 if alone else BUTTONS):
        yield _problem("components", f"A row holds 1 to {BUTTONS} buttons or one select, not {len(children)}")


def _check_button(button: Json) -> Iterator[Problem]:
    yield from _length(button, "label", 0, LABEL)
    if not button.get("label") and not button.get("emoji"):
        yield _problem("label", "A button needs a label or an emoji")
    if button["style"] == LINK:
        yield from _length(button, "url", 1, URL, required=True)
        if button.get("custom_id"):
            yield _problem("custom_id", "A custom id and url cannot both be specified")
    elif button["style"] != PREMIUM:
        yield from _length(button, "custom_id", 1, CUSTOM_ID, required=True)


def _check_select(select: Json) -> Iterator[Problem]:
    yield from _length(select, "custom_id", 1, CUSTOM_ID, required=True)
    yield from _length(select, "placeholder", 0, PLACEHOLDER)
    if select["type"] != SELECTS[0]:
        return
    options = select.get("options") or []
    if not 1 <= len(options) <= OPTIONS:
        yield _problem("options", f"Must be between 1 and {OPTIONS} in length.")
    for option in options:
        yield from _length(option, "label", 1, OPTION_PART, required=True)
        yield from _length(option, "value", 1, OPTION_PART, required=True)
        yield from _length(option, "description", 1, OPTION_PART)
    if len({option["value"] for option in options}) < len(options):
        yield Problem(("options",), "The specified option value is already used", "SELECT_OPTION_DUPLICATED")
    if (select.get("max_values") or 1) > len(options):
        yield _problem("max_values", f"Must be at most the number of options, {len(options)}")


def _length(part: Json, name: str, low: int, high: int, *, required: bool = False) -> Iterator[Problem]:
    value = part.get(name)
    if value is None and not required:
        return
    if not low <= len(value or "") <= high:
        words = f"Must be between {low} and {high} in length, is {value!r}"
        yield Problem((name,), words, "BASE_TYPE_BAD_LENGTH")


def _problem(name: str, message: str) -> Problem:
    return Problem((name,), message)
