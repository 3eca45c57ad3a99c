from datetime import date

import pytest

from retrieval.errors import FeedError
from retrieval.feeds import rss
from retrieval.models import Soundbite
from retrieval.models.feeds import FeedItem, Person
from tests.retrieval.feeds.feed_server import item, rss_feed

TODAY = date(2026, 7, 1)
LAUGHS = (
    '<!DOCTYPE r [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True))
    + "]>"
)
ENTITY = '<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/hostname">]>'


def one(inside: str) -> FeedItem:
    (found,) = rss.parse(rss_feed(inside).encode(), TODAY).items
    return found


def test_an_item_is_read_with_all_that_podcasts_say_of_it() -> None:
    found = one(
        "<guid>g1</guid><title>Rye &amp; salt</title><link>https://crumb.example/1</link>"
        "<pubDate>Tue, 02 Jun 2026 23:30:00 -0700</pubDate><itunes:duration>1:02:03</itunes:duration>"
        "<itunes:episode>12</itunes:episode>"
        '<enclosure url="https://crumb.example/1.mp4" type="video/mp4" length="9"/>'
        '<podcast:chapters url="https://crumb.example/1.json" type="application/json+chapters"/>'
        '<podcast:person role="guest">Ida Holm</podcast:person><podcast:person>Josip</podcast:person>'
        '<podcast:soundbite startTime="73.0" duration="60.5">On ovens</podcast:soundbite>'
    )
    assert found == FeedItem(
        key="g1",
        title="Rye & salt",
        published=date(2026, 6, 2),
        number=12,
        page_url="https://crumb.example/1",
        video_url="https://crumb.example/1.mp4",
        chapters="https://crumb.example/1.json",
        people=(Person("Ida Holm", "guest"), Person("Josip", "host")),
        soundbites=(Soundbite(73.0, 60.5, "On ovens"),),
        duration=3723.0,
    )
    assert (found.guests, found.hosts) == (("Ida Holm",), ("Josip",))


def _transcript(name: str, type_: str, more: str = "") -> str:
    return f'<podcast:transcript url="https://a.example/{name}" type="{type_}" {more}/>'


@pytest.mark.parametrize(
    ("written", "best"),
    [
        (_transcript("1.html", "text/html") + _transcript("1.txt", "text/plain"), "1.txt"),
        (_transcript("1.txt", "text/plain") + _transcript("1.srt", "application/srt"), "1.srt"),
        (_transcript("1.txt", "text/plain") + _transcript("1.srt?x=1", "text/plain"), "1.srt?x=1"),
        (_transcript("1.srt", "application/x-subrip") + _transcript("1.vtt", "text/vtt"), "1.vtt"),
        (_transcript("1.txt", "text/plain") + _transcript("1.json", "application/json"), "1.json"),
        (_transcript("a", "text/plain") + _transcript("b", "text/html", 'rel="captions"'), "b"),
        (_transcript("1.vtt", "text/vtt", 'language="de"') + _transcript("1.txt", "text/plain"), "1.txt"),
    ],
)
def test_the_transcript_with_times_comes_first(written: str, best: str) -> None:
    feed = rss_feed(f"<guid>1</guid><title>A</title>{written}").replace(
        "<item>", "<language>en</language><item>"
    )
    (found,) = rss.parse(feed.encode(), TODAY).items
    assert found.transcripts[0] == f"https://a.example/{best}"
    assert len(found.transcripts) == 2


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (LAUGHS + rss_feed("<title>&i;</title><guid>1</guid>"), "document type"),
        (LAUGHS + rss_feed(item(1)), "document type"),
        (ENTITY + rss_feed("<title>&x;</title><guid>1</guid>"), "document type"),
        (rss_feed(item(1))[:-30], "in the middle of its first episode"),
        ("<a>" * 100_000, "not a podcast feed"),
        ("<html><body/></html>", "web page, not a podcast's feed"),
        ("<rss><channel/></rss>", "what its show is called"),
        ("<rss/>", "not a podcast feed"),
        ("", "isn't well-formed XML"),
        ("[" * 10_000, "There is JSON at that address"),
        ("\x00\x01\x02", "isn't well-formed XML"),
    ],
)
def test_what_is_no_feed_or_wants_too_much_is_refused(content: str, sentence: str) -> None:
    with pytest.raises(FeedError, match=sentence):
        rss.parse(content.encode(), TODAY)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("Thu, 01 Jan 1970 00:00:00 GMT", None),
        ("Wed, 31 Dec 1969 23:59:59 GMT", None),
        ("Mon, 01 Jan 2126 00:00:00 GMT", None),
        ("Fri, 03 Jul 2026 00:00:00 GMT", date(2026, 7, 3)),
        ("Sat, 04 Jul 2026 00:00:00 GMT", None),
        ("2026-06-02T10:00:00Z", date(2026, 6, 2)),
        ("Mon, 99 Jun 2026 10:00:00 GMT", None),
        ("Mon, 01 Jun 99999 10:00:00 GMT", None),
        ("yesterday", None),
    ],
)
def test_a_date_that_can_not_be_true_is_no_date(written: str, read: date | None) -> None:
    assert one(f"<guid>1</guid><title>A</title><pubDate>{written}</pubDate>").published == read


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("../../etc/passwd", "../../etc/passwd"),
        ("pay\u202etxt.exe\u2066", "paytxt.exe"),
        ("one&#10;two\u2028three&#x85;four", "one two three four"),
        ("&amp;lt;b&amp;gt; &amp;#8238;x", "x"),
        ("👩\u200d🚀", "👩\u200d🚀"),
        ("word " * 100, ("word " * 60)[:-1].rstrip()[:299].rstrip() + "…"),
    ],
)
def test_a_title_is_one_line_that_hides_nothing(written: str, read: str) -> None:
    assert one(f"<guid>1</guid><title>{written}</title>").title == read


@pytest.mark.parametrize(
    "url",
    ["javascript:alert(1)", "file:///etc/passwd", "data:text/plain,x", "h" * 3000, ""],
)
def test_an_address_that_is_none_of_the_web_is_left_out(url: str) -> None:
    found = one(f'<guid>1</guid><title>A</title><link>{url}</link><podcast:transcript url="{url}"/>')
    assert (found.page_url, found.transcripts) == (None, ())


def test_an_item_without_an_id_is_known_by_its_recording_and_one_without_anything_is_left_out() -> None:
    recording = '<enclosure url="https://a.example/1.mp3" type="audio/mpeg"/>'
    read = rss.parse(
        rss_feed(f"<title>A</title>{recording}", "<title>B</title>", "<guid>2</guid>").encode(), TODAY
    )
    assert [each.key for each in read.items] == ["https://a.example/1.mp3"]


def test_of_two_items_with_one_id_the_older_keeps_it_when_the_other_comes() -> None:
    older, newer = item(1), item(2).replace("hive:2", "hive:1")
    (before,) = rss.parse(rss_feed(older).encode(), TODAY).items
    for order in ((newer, older), (older, newer)):
        after = {each.title: each.key for each in rss.parse(rss_feed(*order).encode(), TODAY).items}
        assert after["Bees, part 1"] == before.key
        assert after["Bees, part 2"] != before.key
    assert len(rss.parse(rss_feed(older, older).encode(), TODAY).items) == 1


@pytest.mark.parametrize(
    ("author", "hosts"),
    [
        ("Ida Holm", ("Ida Holm",)),
        ("Ida Holm and Ben Fell", ("Ida Holm", "Ben Fell")),
        ("The Hive", ()),
        ("Ida Holm Media", ()),
        ("Crumb Studios", ()),
        ("Ida", ()),
    ],
)
def test_an_author_who_is_a_person_hosts_the_episodes(author: str, hosts: tuple[str, ...]) -> None:
    channel = f"<channel><itunes:author>{author}</itunes:author>"
    feed = rss_feed("<guid>g1</guid><title>Rye</title>").replace("<channel>", channel)
    (found,) = rss.parse(feed.encode(), TODAY).items
    assert found.hosts == hosts


def test_the_people_of_a_podcast_are_those_of_episodes_that_name_none() -> None:
    person = '<podcast:person role="host">Josip</podcast:person>'
    own = '<podcast:person role="guest">Ida Holm</podcast:person>'
    feed = rss_feed(f"<guid>1</guid><title>Rye</title>{own}", "<guid>2</guid><title>Salt</title>")
    first, second = rss.parse(feed.replace("<channel>", f"<channel>{person}").encode(), TODAY).items
    assert (first.guests, first.hosts, second.hosts) == (("Ida Holm",), (), ("Josip",))
