"""Tags that are broken in a feed, which other apps read all the same: HTML, ends, attributes, marks."""

from datetime import date

import pytest

from retrieval.feeds import rss
from retrieval.models.feeds import FeedItem
from tests.retrieval.feeds.feed_server import rss_feed

TODAY = date(2026, 7, 1)
TRANSCRIPT = '<podcast:transcript url="https://hive.example/1.srt" type="application/srt"/>'
MEDIA = '<enclosure url="https://hive.example/1.mp3" type="audio/mpeg" length="1"/>'
FIRST = "<guid>1</guid><title>Rye</title>"
SECOND = "<guid>2</guid><title>Oats</title>"


def read(*items: str) -> tuple[FeedItem, ...]:
    content = rss_feed(*items).encode()
    found = rss.parse(content, TODAY).items
    parser = rss.FeedParser(TODAY)
    for start in range(0, len(content), 11):
        parser.feed(content[start : start + 11])
    assert parser.close().items == found
    return found


@pytest.mark.parametrize(
    "broken",
    [
        "<description>one<br>two<BR>three</description>",
        "<description><p>one<p>two</description>",
        "<description>" + "<p>one" * 400 + "</description>",
        "<description><ul><li>one<li>two</ul></description>",
        "<description><b>one<i>two</b></i></description>",
        "<description>one</p></div> two</description>",
        "<content:encoded><img src=a.png alt='x'> <hr> <input disabled></content:encoded>",
        "<description><a href=https://hive.example/x target=_blank>one</a></description>",
        '<description><a href="x" href="y">one</a> <a href="x"id="y">two</a></description>',
        '<description><a href="x>one</a></description>',
        "<description>if a <b and c > d, or a<b</description>",
        "<description>by <mia@hive.example> at <https://hive.example/></description>",
        "<description><![CDATA[one ]]> two]]></description>",
        "<description><![CDATA[one <![CDATA[two]]> three]]></description>",
        "<!-- one -- two ---><description>x</description>",
        "<description><!DOCTYPE html><p>x</p><?xml version='1.0'?></description>",
        "<Description>x</description><description>y</DESCRIPTION>",
        "<description>x</description y>",
        "<description>the end is missing",
        '<itunes:image href="https://hive.example/1.png">',
    ],
)
def test_items_are_whole_around_broken_tags(broken: str) -> None:
    rye, oats = read(f"{FIRST}{broken}{TRANSCRIPT}{MEDIA}", f"{SECOND}{TRANSCRIPT}")
    assert (rye.title, rye.transcripts) == ("Rye", ("https://hive.example/1.srt",))
    assert rye.audio_url == "https://hive.example/1.mp3"
    assert (oats.title, oats.transcripts) == ("Oats", ("https://hive.example/1.srt",))


@pytest.mark.parametrize(
    ("title", "read_as"),
    [("Rye <b>at</b> dawn", "Rye at dawn"), ("Rye <i>at dawn", "Rye at dawn"), ("Rye<br>dawn", "Rye dawn")],
)
def test_tags_in_a_title_go_although_they_are_no_text(title: str, read_as: str) -> None:
    assert [item.title for item in read(f"<guid>1</guid><title>{title}</title>", SECOND)] == [read_as, "Oats"]


def test_ends_that_are_missing_of_items_and_links_are_put_where_they_belong() -> None:
    content = rss_feed(f"{FIRST}{TRANSCRIPT.replace('/>', '>')}{MEDIA.replace('/>', '>')}", SECOND)
    rye, oats = rss.parse(content.replace("</item><item>", "<item>").encode(), TODAY).items
    assert (rye.transcripts, rye.audio_url) == (("https://hive.example/1.srt",), "https://hive.example/1.mp3")
    assert oats.title == "Oats"


def test_a_feed_that_lacks_its_last_ends_is_read_and_one_that_was_cut_off_without_its_last_item() -> None:
    content = rss_feed(FIRST, SECOND)
    assert len(rss.parse(content[: content.index("</channel>")].encode(), TODAY).items) == 2
    assert [item.title for item in rss.parse(content[: content.index("Oats")].encode(), TODAY).items] == [
        "Rye"
    ]


def test_names_in_capitals_are_read() -> None:
    content = rss_feed(FIRST).replace("<item>", "<ITEM>").replace("</item>", "</Item>")
    assert rss.parse(content.encode(), TODAY).items[0].title == "Rye"


@pytest.mark.parametrize("namespace", ["podcast", "", "https://podcastnamespace.example/1.0"])
def test_a_usual_prefix_means_what_it_usually_does(namespace: str) -> None:
    content = rss_feed(f"{FIRST}{TRANSCRIPT}").replace("https://podcastindex.org/namespace/1.0", namespace)
    content = content.replace("<rss ", '<rss xmlns="http://backend.userland.com/rss2" ')
    assert rss.parse(content.encode(), TODAY).items[0].transcripts == ("https://hive.example/1.srt",)
