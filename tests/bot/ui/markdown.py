"""Reads Discord's markdown as its clients do, for tests: what in a text would be shown as more than text."""

import re
from collections.abc import Iterator
from typing import NamedTuple


class Node(NamedTuple):
    kind: str
    text: str
    target: str = ""


# In the order in which Discord's clients try them; at the start of a line first.
_AT_LINE_START = {
    "heading": r"(?:#{1,3}|-#) +",
    "list": r" *(?:[-*+]|\d+[.)]) +",
    "quote": r"(?:>>>|>) +",
}
_INLINE = {
    "escape": r"\\([^0-9A-Za-z\s])",
    "link": r"\[((?:\[[^\]]*\]|[^\[\]]|\](?=[^\[]*\]))*)\]\(\s*<?((?:\([^)]*\)|[^\s\\]|\\.)*?)>?\s*\)",
    "address": r"<?(?:https?|steam|discord)://[^\s<]+[^<.,:;\"')\]\s]",
    "invite": r"(?:discord\.gg|discord(?:app)?\.com/invite)/\w+",
    "mention": r"<@[!&]?\d+>|<#\d+>|</[^:>]+:\d+>|<id:\w+>|@everyone|@here",
    "time": r"<t:-?\d+(?::\w)?>",
    "emoji": r"<a?:\w+:\d+>|:(?:[\w+-]*[a-zA-Z][\w+-]*|[+-]1|100|1234):",
    "code": r"(`+)[\s\S]*?[^`]\1(?!`)",
    "spoiler": r"\|\|[\s\S]+?\|\|",
    "bold": r"\*\*((?:\\[\s\S]|[^\\])+?)\*\*(?!\*)",
    "underline": r"__((?:\\[\s\S]|[^\\])+?)__(?!_)",
    "emphasis": r"\b_(?:__|\\[\s\S]|[^\\_])+?_\b"
    r"|\*(?=\S)(?:\*\*|\\[\s\S]|\s+(?:\\[\s\S]|[^\s*\\]|\*\*)|[^\s*\\])+?\*(?!\*)",
    "strike": r"~~(?=\S)(?:\\[\s\S]|~(?!~)|[^\s~\\]|\s(?!~~))+?~~",
}
_PLAIN = re.compile(r"[^\\\[<@:`|*_~hsd\n]+")
_START = {kind: re.compile(pattern) for kind, pattern in _AT_LINE_START.items()}
_RULES = {kind: re.compile(pattern) for kind, pattern in _INLINE.items()}


def read(source: str) -> list[Node]:
    """The parts of the source; neighbouring plain text is one node."""
    nodes: list[Node] = []
    for node in _nodes(source):
        if node.kind == "text" and nodes and nodes[-1].kind == "text":
            node = Node("text", nodes.pop().text + node.text)
        nodes.append(node)
    return nodes


def shown(source: str) -> str:
    """The words that a reader sees."""
    return "".join(node.text for node in read(source)).replace("\u200b", "")


def live(source: str) -> list[Node]:
    """Everything in the source that is more than text."""
    return [node for node in read(source) if node.kind != "text"]


def _nodes(source: str) -> Iterator[Node]:
    at = 0
    while at < len(source):
        if at == 0 or source[at - 1] == "\n":
            for kind, rule in _START.items():
                if found := rule.match(source, at):
                    yield Node(kind, "")
                    at = found.end()
                    break
        if at >= len(source):
            return
        if found := _PLAIN.match(source, at):
            yield Node("text", found[0])
            at = found.end()
            continue
        kind, found = next(
            ((kind, found) for kind, rule in _RULES.items() if (found := rule.match(source, at))),
            ("text", None),
        )
        if found is None:
            yield Node("text", source[at])
            at += 1
            continue
        at = found.end()
        match kind:
            case "escape":
                yield Node("text", found[1])
            case "link":
                yield Node("link", shown(found[1]), found[2])
            case "bold" | "underline":
                yield Node(kind, shown(found[1]))
            case _:
                yield Node(kind, found[0])
