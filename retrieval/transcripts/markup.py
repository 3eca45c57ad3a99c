"""Access to the elements of XML documents and web pages."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.etree import _Element

_NEVER_SHOWN = frozenset({"script", "style", "head", "template", "noscript", "svg", "metadata", "title"})
_AROUND_THE_TEXT = frozenset({"nav", "header", "footer", "aside", "form", "button", "select"})
_CELLS = frozenset({"td", "th"})
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_BLOCKS = frozenset(
    {
        *(
            "p",
            "div",
            "li",
            "ul",
            "ol",
            "tr",
            "table",
            "section",
            "article",
            "header",
            "footer",
            "blockquote",
        ),
        *("h1", "h2", "h3", "h4", "h5", "h6", "dd", "dt", "dl", "cite", "time", "main", "nav", "aside", "hr"),
    }
)


def local_name(element: "_Element") -> str:
    """Return the name of an element without its namespace, in lower case."""
    tag = element.tag
    return tag.rpartition("}")[2].lower() if isinstance(tag, str) else ""


def attributes(element: "_Element") -> dict[str, str]:
    """Return the attributes of an element by their names without namespaces."""
    return {str(key).rpartition("}")[2]: str(value) for key, value in element.attrib.items()}


def inner_text(element: "_Element", is_word: Callable[["_Element"], bool] | None = None) -> str:
    """Return the text inside an element, with blanks for line breaks and around elements that `is_word`."""
    parts: list[str] = []
    for event, part in _walk(element):
        if event == "text":
            parts.append(part if isinstance(part, str) else "")
        elif not isinstance(part, str) and (local_name(part) == "br" or (is_word and is_word(part))):
            parts.append(" ")
    return "".join(parts)


def page_lines(root: "_Element") -> list[str]:
    """Return the text of a web page as lines, one for each paragraph, with empty ones between them.

    Headings begin with `#`, as in Markdown.
    """
    lines: list[str] = []
    parts: list[str] = []
    for event, part in _walk(root, skip=_NEVER_SHOWN | _AROUND_THE_TEXT):
        if isinstance(part, str):
            parts.append(part)
        elif (name := local_name(part)) in _CELLS:
            parts.append("\t" if event == "close" and part.getnext() is not None else "")
        elif name == "br" and event == "open":
            lines.append(_one_line(parts))
            parts = []
        elif name in _BLOCKS:
            text = _one_line(parts)
            parts = []
            mark = "# " if event == "close" and name in _HEADINGS else ""
            lines += [f"{mark}{text}", ""] if text else []
    text = _one_line(parts)
    return [*lines, text] if text else lines


def _one_line(parts: list[str]) -> str:
    """Return a paragraph, or the row of a table with tabs between its cells, without other white space."""
    cells = [" ".join(cell.split()) for cell in "".join(parts).split("\t")]
    return "\t".join(cells) if all(cells) else " ".join(filter(None, cells))


def _walk(root: "_Element", skip: frozenset[str] = frozenset()) -> Iterator[tuple[str, "str | _Element"]]:
    """Yield what opens and closes in an element and the text between, without recursion."""
    stack: list[tuple[str, _Element]] = [("open", root)]
    while stack:
        event, element = stack.pop()
        if event == "close":
            yield "close", element
            if element is not root and element.tail:
                yield "text", element.tail
            continue
        if local_name(element) in skip:
            if element is not root and element.tail:
                yield "text", element.tail
            continue
        yield "open", element
        if element.text and isinstance(element.tag, str):
            yield "text", element.text
        stack.append(("close", element))
        stack += [("open", child) for child in reversed(element)]
