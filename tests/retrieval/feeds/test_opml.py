import subprocess
import sys

import pytest

from retrieval.errors import FeedError
from retrieval.feeds import bounded_parsing, chapters, opml
from retrieval.feeds.bounded_parsing import parse_chapters, parse_opml
from retrieval.untrusted.budgeted_process import Budget
from tests.retrieval.feeds.feed_server import item, rss_feed
from tests.retrieval.feeds.test_rss import ENTITY


def test_a_list_of_feeds_is_read_through_all_its_folders() -> None:
    listed = (
        '<opml><body><outline text="Food"><outline text="Crumb" xmlUrl="https://a.example/1"/></outline>'
        '<outline title="Hive" xmlUrl="https://a.example/2"/><outline text="bad" xmlUrl="file:///x"/>'
        '<outline text="again" xmlUrl="https://a.example/1"/></body></opml>'
    )
    assert opml.parse(listed.encode()) == (
        ("Crumb", "https://a.example/1"),
        ("Hive", "https://a.example/2"),
    )
    for other in ("<opml/>", rss_feed(item(1)), ENTITY + listed):
        with pytest.raises(FeedError):
            opml.parse(other.encode())


def test_a_file_of_another_kind_is_said_to_be_no_list() -> None:
    for other in (b"1\n00:00:01,000 --> 00:00:02,000\nHello.\n", b"", b"\xef\xbb\xbfNot a list"):
        with pytest.raises(FeedError, match="isn't an OPML list of feeds"):
            opml.parse(other)
    listed = '<?xml version="1.0" encoding="utf-16"?><opml><outline xmlUrl="https://a.example/1"/></opml>'
    assert len(opml.parse(f"\n {listed[39:]}".encode())) == 1
    assert len(opml.parse(listed.encode("utf-16"))) == 1


def test_a_list_that_is_too_long_is_refused_as_soon_as_that_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opml, "MAX_OPML_FEEDS", 2)
    outlines = "".join(f'<outline xmlUrl="https://a.example/{n}"/>' for n in range(3))
    with pytest.raises(FeedError, match="more than 2 feeds"):
        opml.parse(f"<opml><body>{outlines} and nothing that ends it".encode())
    twice = '<outline text="A" xmlUrl="https://a.example/1"/>' * 3
    assert len(opml.parse(f"<opml><body>{twice}</body></opml>".encode())) == 1


BOMBS = {
    "outlines": lambda: b"<opml><body>" + b"<outline/>" * 400_000 + b"</body></opml>",
    "names": lambda: b"<opml><body>" + b"".join(b"<a%d/>" % n for n in range(400_000)),
    "one title": lambda: b'<opml><body><outline text="' + b"word " * 3_000_000 + b'"/></body></opml>',
    "depth": lambda: b"<opml>" + b"<outline>" * 400_000,
}
# One process reads them all, as importing takes as long as reading them.
_PROGRAM = """
import sys
from retrieval.errors import FeedError
from retrieval.feeds import opml
from tests.retrieval.feeds.test_feed_limits import peak_kilobytes
from tests.retrieval.feeds.test_opml import BOMBS
for name, bomb in BOMBS.items():
    content = bomb()
    before = peak_kilobytes(afresh=True)
    try:
        opml.parse(content)
    except FeedError as error:
        print(error, file=sys.stderr)
    print(name, peak_kilobytes() - before, sep=":")
"""


@pytest.mark.long
@pytest.mark.skipif(sys.platform != "linux", reason="memory is counted as Linux does")
def test_a_huge_list_takes_little_memory() -> None:
    run = subprocess.run([sys.executable, "-c", _PROGRAM], capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    taken = dict(line.split(":") for line in run.stdout.splitlines())
    assert taken.keys() == BOMBS.keys()
    assert all(int(kilobytes) < 30_000 for kilobytes in taken.values()), taken


def _never_end(_: bytes) -> tuple[()]:
    while True:
        pass


@pytest.mark.slow
async def test_a_list_or_chapters_that_take_too_long_are_ended_from_outside(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(bounded_parsing, "BUDGET", Budget(seconds=0.2, memory=256_000_000))
    for module, parse in ((opml, parse_opml), (chapters, parse_chapters)):
        monkeypatch.setattr(module, "parse", _never_end)
        with pytest.raises(FeedError, match="too much time or memory"):
            await parse(b"")
