"""Feeds as people really have them: broken XML that other apps read, Atom, odd links, dates and titles."""

from datetime import date

import pytest

from retrieval.errors import FeedError
from retrieval.feeds import rss
from retrieval.feeds.links import resolve
from retrieval.feeds.web_pages import WebPageError
from retrieval.models.feeds import FeedItem, ParsedFeed
from tests.retrieval.feeds.feed_server import item, rss_feed

TODAY = date(2026, 7, 1)
BASE = "https://hive.example/shows/feed.xml"
RYE = rss_feed("<guid>1</guid><title>Rye</title>")


def read(content: str | bytes, base: str = BASE) -> ParsedFeed:
    data = content.encode() if isinstance(content, str) else content
    return resolve(rss.parse(data, TODAY), base)


def in_pieces(content: bytes, size: int) -> ParsedFeed:
    parser = rss.FeedParser(TODAY)
    for start in range(0, len(content), size):
        parser.feed(content[start : start + size])
    return parser.close()


def one(inside: str) -> FeedItem:
    (found,) = read(rss_feed(f"<guid>1</guid>{inside}")).items
    return found


def title(written: str) -> str:
    return one(f"<title>{written}</title>").title


@pytest.mark.parametrize(
    ("written", "read_as"),
    [
        ("Rye&nbsp;and salt", "Rye and salt"),
        ("Caf&eacute; &rsquo;24", "Café ’24"),
        ("Rye & salt", "Rye & salt"),
        ("Q&A &amp; more", "Q&A & more"),
        ("I <3 rye", "I <3 rye"),
        ("&unheard; rye", "&unheard; rye"),
        ("bell\x07 and \x1b[0m", "bell and [0m"),
        ("zero&#0; and &#x1F;", "zero and"),
        ("<![CDATA[Rye & salt &amp; sugar]]>", "Rye & salt & sugar"),
        ("<![CDATA[<i>Rye</i> at <b class='x'>dawn</b><br/>again]]>", "Rye at dawn again"),
        ("&lt;p&gt;Rye&lt;/p&gt;", "Rye"),
        ("List&lt;Rye&gt;", "List<Rye>"),
        ("Rye &amp;amp; salt", "Rye & salt"),
    ],
)
def test_a_title_is_read_through_broken_xml_and_its_tags_go(written: str, read_as: str) -> None:
    assert title(written) == read_as
    content = rss_feed(f"<guid>1</guid><title>{written}</title>").encode()
    for size in (1, 7, 64):
        assert in_pieces(content, size).items[0].title == read_as


@pytest.mark.parametrize(
    "content",
    [
        "<br />\n<b>Warning</b>: Undefined index in /srv/feed.php on line 7<br />\n" + RYE,
        '\ufeff\n<?xml version="1.0" encoding="UTF-8"?>\n' + RYE,
        '\r\n\t <?xml version="1.0"?>' + RYE,
        '<!DOCTYPE rss PUBLIC "-//Netscape//DTD RSS 0.91//EN" "http://10.0.0.1/rss.dtd">' + RYE,
        '<?xml version="1.0"?><!DOCTYPE rss SYSTEM "http://10.0.0.1/x.dtd">\n' + RYE,
        RYE + "\n<br /><b>Notice</b>: something & more <",
        RYE.replace("<item>", "<odd:rating value='5'>x</odd:rating><item>"),
        "<!-- made by <rss> & co -->" + RYE,
    ],
)
def test_a_document_with_something_odd_about_it_is_read(content: str) -> None:
    assert [found.title for found in read(content).items] == ["Rye"]


@pytest.mark.parametrize("encoding", ["utf-8", "iso-8859-1", "windows-1252", "utf-16", "us-ascii", "x-none"])
@pytest.mark.parametrize("label", ["utf-8", "iso-8859-1", "windows-1252", "utf-16", "us-ascii", "nonsense"])
def test_the_bytes_decide_the_encoding_and_not_the_label(encoding: str, label: str) -> None:
    text = f'<?xml version="1.0" encoding="{label}"?>' + RYE.replace("Rye", "Crème brûlée")
    if encoding in ("us-ascii", "x-none"):
        text, encoding = text.replace("Crème brûlée", "Cr&#232;me br&#xFB;l&eacute;e"), "utf-8"
    assert read(text.encode(encoding)).items[0].title == "Crème brûlée"


def test_an_encoding_that_is_neither_utf_8_nor_latin_is_read_by_its_label() -> None:
    text = '<?xml version="1.0" encoding="shift_jis"?>' + RYE.replace("Rye", "窯の話")
    assert read(text.encode("shift_jis")).items[0].title == "窯の話"


@pytest.mark.parametrize(
    "content",
    [
        '<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/hostname">]>' + RYE.replace("Rye", "&x;"),
        '<!DOCTYPE rss SYSTEM "http://10.0.0.1/x.dtd" [<!ENTITY % y SYSTEM "http://10.0.0.1/y"> %y;]>' + RYE,
    ],
)
def test_entities_of_a_feeds_own_stay_closed(content: str) -> None:
    with pytest.raises(FeedError, match="document type"):
        read(content)


def test_prefixes_that_a_feed_does_not_declare_are_the_usual_ones() -> None:
    bare = '<rss version="2.0"><channel><title>Hive</title><item><guid>1</guid><title>A</title>'
    (found,) = read(
        f'{bare}<podcast:transcript url="https://a.example/1.srt"/><itunes:episode>4</itunes:episode>'
        "</item></channel></rss>"
    ).items
    assert (found.transcripts, found.number) == (("https://a.example/1.srt",), 4)


@pytest.mark.parametrize(
    "namespace",
    [
        "http://podcastindex.org/namespace/1.0",
        "https://podcastindex.org/namespace/1.0/",
        "https://PodcastIndex.org/namespace/1.0",
        "https://podcastindex.org/namespace/2.0",
        "https://github.com/Podcastindex-org/podcast-namespace",
        "https://github.com/Podcastindex-org/podcast-namespace/blob/main/docs/1.0.md",
    ],
)
def test_the_podcast_namespace_has_many_spellings(namespace: str) -> None:
    content = rss_feed('<guid>1</guid><title>A</title><podcast:transcript url="https://a.example/1.srt"/>')
    (found,) = read(content.replace("https://podcastindex.org/namespace/1.0", namespace)).items
    assert found.transcripts == ("https://a.example/1.srt",)


@pytest.mark.parametrize(
    ("written", "resolved"),
    [
        ("/t/1.srt", "https://hive.example/t/1.srt"),
        ("t/1.srt", "https://hive.example/shows/t/1.srt"),
        ("../t/1.srt", "https://hive.example/t/1.srt"),
        ("//cdn.example/1.srt", "https://cdn.example/1.srt"),
        ("https://cdn.example/my talk.srt", "https://cdn.example/my%20talk.srt"),
        ("\n   https://cdn.example/1.srt\n  ", "https://cdn.example/1.srt"),
        ("https://cdn.example/\n    1.srt", "https://cdn.example/1.srt"),
    ],
)
def test_links_are_resolved_and_their_blanks_encoded(written: str, resolved: str) -> None:
    link = f'<podcast:transcript url="{written}"/><link>{written}</link><podcast:chapters url="{written}"/>'
    found = one(f'<title>A</title>{link}<enclosure url="{written}" type="audio/mpeg"/>')
    assert {*found.transcripts, found.page_url, found.chapters, found.audio_url} == {resolved}


@pytest.mark.parametrize("url", ["http://[", "//", "https://", "?", "mailto:ann@hive.example", "#top"])
def test_a_link_that_leads_nowhere_or_to_the_feed_itself_is_left_out(url: str) -> None:
    found = one(f'<title>A</title><podcast:transcript url="{url}"/><podcast:chapters url="{url}"/>')
    assert (found.transcripts, found.chapters) == ((), None)


@pytest.mark.parametrize(
    ("enclosure", "audio", "video"),
    [
        ('url="/1.mp3" type="application/octet-stream"', True, False),
        ('url="/1.m4a?x=1" type="binary/octet-stream"', True, False),
        ('url="/1.mp4" type="application/octet-stream"', False, True),
        ('url="/1.mp4" type=""', False, True),
        ('url="/play/1"', True, False),
        ('url="/1.pdf" type="application/octet-stream"', False, False),
        ('url="/1.jpg" type="image/jpeg"', False, False),
    ],
)
def test_a_recording_is_told_by_its_type_or_ending(enclosure: str, audio: bool, video: bool) -> None:
    found = one(f"<title>A</title><enclosure {enclosure}/>")
    assert (bool(found.audio_url), bool(found.video_url)) == (audio, video)


def test_an_atom_feed_is_read() -> None:
    parsed = read(
        '<feed xmlns="http://www.w3.org/2005/Atom" xmlns:podcast="https://podcastindex.org/namespace/1.0">'
        '<title>Bees</title><link rel="self" href="https://x.example/self"/><link href="/home"/>'
        '<link rel="next" href="?page=2"/><id>urn:1</id>'
        '<entry><id>urn:a</id><title type="html">&lt;b&gt;Wax&lt;/b&gt;</title>'
        "<updated>2026-06-03T01:00:00Z</updated><published>2026-06-01T00:00:00Z</published>"
        '<link rel="enclosure" href="a.mp3" type="audio/mpeg"/><link rel="alternate" href="/a"/>'
        '<podcast:transcript url="a.srt" type="application/x-subrip"/></entry>'
        "<entry><id>urn:b</id><title>Drones</title><updated>2026-05-01T00:00:00Z</updated></entry></feed>"
    )
    assert (parsed.title, parsed.link) == ("Bees", "https://hive.example/home")
    assert parsed.next_page == "https://hive.example/shows/feed.xml?page=2"
    wax, drones = parsed.items
    assert (wax.key, wax.title, wax.published) == ("urn:a", "Wax", date(2026, 6, 1))
    assert (wax.audio_url, wax.page_url) == ("https://hive.example/shows/a.mp3", "https://hive.example/a")
    assert wax.transcripts == ("https://hive.example/shows/a.srt",)
    assert drones.published == date(2026, 5, 1)


def test_a_feed_says_where_its_older_items_are_and_where_it_has_moved_to() -> None:
    more = (
        '<atom:link rel="self" href="/me"/><atom:link rel="next" href="/feed?page=2"/>'
        "<itunes:new-feed-url>https://new.example/feed</itunes:new-feed-url><item>"
    )
    parsed = read(rss_feed(item(1)).replace("<item>", more, 1))
    assert parsed.next_page == "https://hive.example/feed?page=2"
    assert parsed.new_url == "https://new.example/feed"
    assert parsed.link is None


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("Thurs, 4 Sept 2025 10:00:00 GMT", date(2025, 9, 4)),
        ("Thu, 04 Sep 2025", date(2025, 9, 4)),
        ("4th September, 2025", date(2025, 9, 4)),
        ("Thu, 04-Sep-2025 10:00:00 GMT", date(2025, 9, 4)),
        ("Thu, 04 Sep 2025 24:00:00 GMT", date(2025, 9, 5)),
        ("September 4, 2025 10:00 am", date(2025, 9, 4)),
        ("Thu Sep  4 10:00:00 2025 GMT", date(2025, 9, 4)),
        ("09/04/2025", date(2025, 9, 4)),
        ("09/04/2025 10:30:00", date(2025, 9, 4)),
        ("24/09/2025", date(2025, 9, 24)),
        ("04.09.2025", date(2025, 9, 4)),
        ("2025/09/04", date(2025, 9, 4)),
        ("2025-9-4 10:00", date(2025, 9, 4)),
        ("1756980000", date(2025, 9, 4)),
        ("1756980000000", date(2025, 9, 4)),
        ("Do, 04 Dez 2025 10:00:00 +0100", date(2025, 12, 4)),
        ("jeu., 4 déc. 2025 10:00:00 +0100", date(2025, 12, 4)),
        ("Thu, 04 Sep 2025 10:00:00 Europe/Berlin", date(2025, 9, 4)),
        ("Tue, 31 Feb 2025 10:00:00 GMT", None),
        ("Thu, 04 Sep 2025 31:10:00 GMT", None),
        ("31/31/2025", None),
        ("12", None),
        ("soon, in 2025", None),
    ],
)
def test_odd_dates_are_read(written: str, day: date | None) -> None:
    assert one(f"<title>A</title><pubDate>{written}</pubDate>").published == day


def test_seasons_are_kept_where_there_are_several() -> None:
    def in_season(number: int, season: int) -> str:
        return item(number, more=f"<itunes:season>{season}</itunes:season>")

    both = read(rss_feed(in_season(1, 1), in_season(2, 2)))
    assert [found.season for found in both.items] == [1, 2]
    assert [found.season for found in read(rss_feed(in_season(1, 1), in_season(2, 1))).items] == [None, None]


@pytest.mark.parametrize(
    "beginning", ["<!DOCTYPE html>\n<html>", "\ufeff\n<HTML>", "<!-- x --><html lang='en'>"]
)
def test_a_web_page_is_told_with_the_feeds_that_it_links_to(beginning: str) -> None:
    page = (
        f'{beginning}<head><link rel="stylesheet" href="/x.css">'
        '<link rel="alternate" type="application/rss+xml" title="Bees & co" href="/feed.xml">'
        '<link rel="alternate" type="application/json" href="/wp-json"></head><body>Hi</body></html>'
    )
    with pytest.raises(WebPageError) as raised:
        read(page)
    assert raised.value.feeds == ("/feed.xml",)
