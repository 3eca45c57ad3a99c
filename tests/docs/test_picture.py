"""The README's picture shows what the bot posted, and can be made again."""

from html.parser import HTMLParser
from pathlib import Path

import pytest

from docs.picture import PICTURE, QUESTION, answer, markdown, page

README = Path(__file__).resolve().parents[2] / "README.md"
SITE_PICTURE = README.parent / "docs" / "site" / "readme.png"
LARGEST = 300_000


class Words(HTMLParser):
    """The text of a page and the addresses of its links."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.text, self.links = "", set[str]()
        self.feed(html)

    def handle_data(self, data: str) -> None:
        self.text += data

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.links |= {value or "" for name, value in attrs if name == "href"}


def test_the_readme_shows_an_answer_and_the_site_and_describes_them() -> None:
    lines = (line for line in README.read_text(encoding="utf-8").splitlines() if line.startswith("!["))
    pictures = [line.removeprefix("![").removesuffix(")").partition("](")[::2] for line in lines]
    assert [README.parent / path for _, path in pictures] == [PICTURE, SITE_PICTURE]
    assert QUESTION in pictures[0][0]
    assert pictures[1][0].startswith("The page of an episode.")
    assert PICTURE.stat().st_size < LARGEST
    assert SITE_PICTURE.stat().st_size < LARGEST


def test_text_stays_text() -> None:
    assert markdown("**a** <b>") == "<strong>a</strong> &lt;b&gt;"
    assert markdown("[[1]](https://a.example/#t=1)") == '<a href="https://a.example/#t=1">[1]</a>'


@pytest.mark.slow
async def test_the_page_holds_what_the_bot_posted(tmp_path: Path) -> None:
    message = await answer(QUESTION, tmp_path)
    shown = Words(page(message, "Ada", QUESTION))
    assert message.content
    assert message.content in shown.text
    (embed,) = message.embeds
    first, *_ = (text for text in embed["description"].split("\n\n") if text.startswith("“"))
    assert first.partition("\u00a0[[")[0] in shown.text
    assert all(field["name"] in shown.text for field in embed.get("fields", []))
    labels = [
        button["label"] for row in message.components for button in row["components"] if "label" in button
    ]
    assert {"Read [1]", "Continue in a thread"} <= set(labels)
    assert all(label in shown.text for label in labels)
    assert shown.links
    assert all(link.startswith("https://salt-and-light.example/") for link in shown.links)
