"""Parse what is nearly JSON: printed Python values, JavaScript, JSON with comments or commas too many."""

import re
from dataclasses import dataclass, field

MAX_DEPTH = 100
"""How deep values may be nested; those of transcripts are, at most, seven deep."""
_MAX_WORDS_AROUND = 12
"""Words, texts and numbers outside of all brackets, as in `export const transcript =`; more are a text."""
_BEGINNING = re.compile(
    r"\s*(?:(?://[^\n]{0,500}\n|/\*[^*]{0,2000}\*/)\s*){0,20}"
    r"(?:(?:export\s+default|(?:(?:export\s+)?(?:const|let|var)\s+)?[\w$.]{1,60}(?:\s*:\s*[\w\[\]]{1,60})?\s*=)\s*)?"
    r"(?:\[\s*(?:(?://[^\n]{0,500}\n|/\*[^*]{0,2000}\*/)\s*){0,20})?"
    r"(?:\{\s*(?:[\"']|[A-Za-z_]\w{0,40}\s*:|//|/\*)|(?<=\[)\(\s*[\d'\"]|(?<=\[)\[\s*['\"\d]|[A-Z]\w{2,60}\((?:\w{1,40}=|\[))"
)
_TOKEN = re.compile(
    r"(?P<blank>\s+|//[^\n]*|/\*.*?\*/)"
    r"|[rbuRBU]{0,2}(?P<string>\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*')"
    r"|(?P<number>[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,4})?)(?![\w.])"
    r"|(?P<name>-?[^\W\d][\w$.]*)"
    r"|(?P<mark>[\[\]{}(),:=;])",
    re.DOTALL,
)
_ESCAPE = re.compile(
    r"\\(?:u\{([0-9a-fA-F]{1,6})\}|u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|U([0-9a-fA-F]{8})|(.))", re.DOTALL
)
_ESCAPED = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "\n": "", "0": "", "a": "", "v": " "}
_SURROGATES = re.compile("([\ud800-\udbff])([\udc00-\udfff])")
_CONSTANTS = {"true": True, "false": False}
_NOTHING = frozenset({"none", "null", "undefined", "nan", "-nan", "inf", "-inf", "infinity", "-infinity"})
_CLOSING = {"[": "]", "{": "}", "(": ")"}
_MISSING = object()


class LooseJsonError(Exception):
    """Text that can't be read as values."""


@dataclass(slots=True)
class _Frame:
    """What is open: its bracket, its values, those with keys, and the key and value that come next."""

    bracket: str
    values: list[object] = field(default_factory=list)
    named: dict[str, object] = field(default_factory=dict)
    key: str | None = None
    value: object = _MISSING
    is_call: bool = False
    has_comma: bool = False

    def put(self, value: object) -> None:
        """Take a value; texts next to each other are one, as Python wraps long ones."""
        if self.value is _MISSING:
            self.value = value
        elif isinstance(self.value, str) and isinstance(value, str) and self.bracket:
            self.value += value
        elif self.bracket:
            raise LooseJsonError
        else:
            self.end_value()
            self.value = value

    def name_value(self) -> None:
        """Take the last value as the name of the next one."""
        if self.key is not None or self.value is _MISSING or isinstance(self.value, list | dict):
            raise LooseJsonError
        self.key, self.value = str(self.value), _MISSING

    def end_value(self) -> None:
        """Keep the value that has ended; a comma too many ends none."""
        if self.key is not None and self.value is not _MISSING:
            self.named[self.key] = self.value
        elif self.value is not _MISSING:
            self.values.append(self.value)
        self.key, self.value = None, _MISSING

    def made(self) -> object:
        """Return what the brackets stand for: an object, a list, or what a call as `float64(1.5)` holds."""
        self.end_value()
        if self.named or (self.bracket == "{" and not self.values):
            return self.named
        is_one = len(self.values) == 1 and self.bracket == "(" and (self.is_call or not self.has_comma)
        return self.values[0] if is_one else self.values


def looks_loose(text: str) -> bool:
    """Return whether a text begins as values do that aren't JSON, or not only."""
    return _BEGINNING.match(text) is not None


def parse_loose_json(text: str) -> object:
    """Return the value of a text, or a list of its values, those with names as objects.

    What isn't a number (`NaN`, `Infinity`) is `None`. Raises LooseJsonError.
    """
    stack = [_Frame("")]
    at, name, around = 0, "", 0
    while at < len(text):
        found = _TOKEN.match(text, at)
        if found is None:
            raise LooseJsonError
        at = found.end()
        kind, word = found.lastgroup, found[0]
        if kind == "blank":
            continue
        around += len(stack) == 1 and kind != "mark"
        if around > _MAX_WORDS_AROUND and name != word:
            raise LooseJsonError
        if name:
            is_call = word == "("
            if is_call:
                _open(stack, word, is_call=True)
            else:
                _put(stack, _constant(name))
            name = ""
            if is_call:
                continue
        if kind == "name":
            name = word
        elif kind == "mark":
            _mark(stack, word)
        else:
            _put(stack, _text(found["string"]) if kind == "string" else _number(word))
    if len(stack) > 1:
        raise LooseJsonError
    stack[0].end_value()
    values = [value for value in stack[0].values if isinstance(value, list | dict) and value]
    if not values:
        raise LooseJsonError
    return values[0] if len(values) == 1 else values


def _put(stack: list[_Frame], value: object) -> None:
    if len(stack) > 1 or isinstance(value, list | dict):  # names and numbers around the values say nothing
        stack[-1].put(value)


def _open(stack: list[_Frame], bracket: str, *, is_call: bool = False) -> None:
    if len(stack) > MAX_DEPTH:
        raise LooseJsonError
    stack.append(_Frame(bracket, is_call=is_call))


def _mark(stack: list[_Frame], mark: str) -> None:
    if mark in _CLOSING:
        _open(stack, mark)
    elif mark in _CLOSING.values():
        if len(stack) < 2 or _CLOSING[stack[-1].bracket] != mark:
            raise LooseJsonError
        _put(stack, stack.pop().made())
    elif len(stack) > 1 and mark in ":=":
        stack[-1].name_value()
    elif mark in ",;":
        stack[-1].has_comma = True
        stack[-1].end_value()


def _constant(name: str) -> object:
    lower = name.casefold()
    return None if lower in _NOTHING else _CONSTANTS.get(lower, name)


def _number(text: str) -> object:
    return float(text) if not text.lstrip("+-").isdecimal() or len(text) > 18 else int(text)


def _text(quoted: str) -> str:
    text = quoted[1:-1]
    return _SURROGATES.sub(_pair, _ESCAPE.sub(_unescaped, text)) if "\\" in text else text


def _unescaped(found: re.Match[str]) -> str:
    code = found[1] or found[2] or found[3] or found[4]
    if code:
        number = int(code, 16)
        return chr(number) if number < 0x110000 else "\ufffd"
    return _ESCAPED.get(found[5], found[5])


def _pair(found: re.Match[str]) -> str:
    return (found[1] + found[2]).encode("utf-16", "surrogatepass").decode("utf-16")
