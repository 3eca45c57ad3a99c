"""Feeds that end in the middle, dates in many languages, and links and lengths as feeds write them."""

from datetime import date

import pytest

from retrieval.errors import FeedError
from retrieval.feeds import rss
from retrieval.feeds.links import resolve
from retrieval.language.dates import parse_date
from retrieval.models.feeds import FeedItem, ParsedFeed

TODAY = date(2026, 7, 1)
SPACES = (
    'xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd" xmlns:media="http://search.yahoo.com/mrss/" '
    'xmlns:podcast="https://podcastindex.org/namespace/1.0"'
)
ITEM = (
    "<item><guid>{0}</guid><title>Mill {0}</title><description><![CDATA[<p>Wheels & more</p>]]></description>"
    '<enclosure url="https://mill.example/{0}.mp3" type="audio/mpeg"/></item>'
)


def feed(inside: str) -> str:
    return f'<rss version="2.0" {SPACES}><channel><title>Mill</title>{inside}</channel></rss>'


WHOLE = feed("".join(ITEM.format(number) for number in (1, 2, 3)))


def read(content: str | bytes) -> ParsedFeed:
    data = content.encode() if isinstance(content, str) else content
    return resolve(rss.parse(data, TODAY), "https://mill.example/shows/feed.xml")


def one(inside: str) -> FeedItem:
    (found,) = read(feed(f"<item><guid>1</guid><title>Mill</title>{inside}</item>")).items
    return found


@pytest.mark.parametrize(
    "until", ["<guid>3", "Mill 3", "Wheels", "&", "</p>]", "3.mp3", '"audio', "/></item>", "/item>"]
)
def test_of_a_feed_that_was_cut_off_the_whole_episodes_are_read(until: str) -> None:
    last = WHOLE.index("<guid>3")
    parsed = read(WHOLE[: WHOLE.index(until, last) + 1])
    assert [item.key for item in parsed.items] == ["1", "2"]
    assert parsed.is_cut


def test_a_feed_that_only_lacks_its_last_ends_is_whole() -> None:
    parsed = read(WHOLE[: WHOLE.rindex("</channel>")])
    assert (len(parsed.items), parsed.is_cut) == (3, False)


@pytest.mark.parametrize("until", ["<guid>1", "Mill 1", "Wheels"])
def test_a_feed_that_ends_in_its_first_episode_is_refused(until: str) -> None:
    with pytest.raises(FeedError, match="middle of its first episode"):
        read(WHOLE[: WHOLE.index(until) + 3])


def test_a_feed_of_atom_that_was_cut_off_is_read() -> None:
    entry = "<entry><id>{0}</id><title>Mill {0}</title><updated>2026-06-05T10:00:00Z</updated></entry>"
    text = f'<feed xmlns="http://www.w3.org/2005/Atom"><title>Mill</title>{entry.format(1)}{entry.format(2)}</feed>'
    assert [item.key for item in read(text[: text.index("Mill 2")]).items] == ["1"]


def test_json_is_called_json() -> None:
    with pytest.raises(FeedError, match="There is JSON at that address"):
        read('{"version": "https://jsonfeed.org/version/1.1", "items": []}')


@pytest.mark.parametrize(
    "text",
    [
        "Пт, 05 июн 2026 10:00:00 +0300",
        "5 июня 2026 г.",
        "05 червня 2026",
        "5 юни 2026",
        "5 czerwca 2026",
        "5. června 2026",
        "5 juin 2026",
        "Le 5 juin 2026 à 10h00",
        "5 de junio de 2026",
        "5 de junho de 2026",
        "5 giugno 2026",
        "5. Juni 2026",
        "5 juni 2026",
        "5 Haziran 2026",
        "5 Ιουνίου 2026",
        "5. kesäkuuta 2026",
        "2026. június 5.",
        "5 يونيو 2026",
        "5 ביוני 2026",
        "5 tháng 6, 2026",
        "2026年6月5日",
        "2026. 6. 5.",
        "June 5th, 2026",
        "'2026-06-05'",
        "Fri Jun 05 2026 10:00:00 GMT+0200 (CEST)",
    ],
)
def test_a_date_is_read_in_many_languages(text: str) -> None:
    assert parse_date(text, TODAY) == date(2026, 6, 5)


@pytest.mark.parametrize(
    ("text", "month"),
    [
        ("1. července 2025", 7),
        ("1. červen 2025", 6),
        ("1 lipca 2025", 7),
        ("1 listopada 2025", 11),
        ("1 mars 2025", 3),
        ("1. marraskuuta 2025", 11),
        ("1 марта 2025", 3),
        ("1 мая 2025", 5),
        ("1 травня 2025", 5),
        ("1 août 2025", 8),
        ("1 Ağustos 2025", 8),
        ("1 Sept 2025", 9),
    ],
)
def test_months_that_begin_alike_are_told_apart(text: str, month: int) -> None:
    assert parse_date(text, TODAY) == date(2025, month, 1)


def test_what_is_no_month_is_no_date() -> None:
    assert parse_date("5 mills 2026", TODAY) is None


@pytest.mark.parametrize(
    "tag",
    [
        '<podcast:transcript url="/t/1.vtt" type="text/vtt"/>',
        '<podcast:transcript href="https://mill.example/t/1.vtt" type="text/vtt"/>',
        '<podcast:transcript src="//mill.example/t/1.vtt"/>',
        '<podcast:transcript type="text/vtt"><![CDATA[ https://mill.example/t/1.vtt ]]></podcast:transcript>',
        '<Podcast:Transcript Url="https://mill.example/t/1.vtt" Type="text/vtt"/>',
    ],
)
def test_a_transcript_is_found_however_its_link_is_written(tag: str) -> None:
    assert one(tag).transcripts == ("https://mill.example/t/1.vtt",)


def test_a_link_that_was_escaped_twice_is_one() -> None:
    tag = '<podcast:transcript url="https://mill.example/t?a=1&amp;amp;b=2" type="text/vtt"/>'
    assert one(tag).transcripts == ("https://mill.example/t?a=1&b=2",)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("1:02:03", 3723.0), ("3723", 3723.0), ("PT1H2M3S", 3723.0), ("1h 2m 3s", 3723.0), ("62 min", 3720.0)],
)
def test_the_length_of_an_episode_is_read_in_usual_forms(text: str, seconds: float) -> None:
    assert one(f"<itunes:duration>{text}</itunes:duration>").duration == seconds


def test_the_recording_and_the_names_are_taken_from_other_elements_where_only_they_have_them() -> None:
    media = '<media:content url="https://mill.example/1.mp3" type="audio/mpeg"/>'
    item = one(f"{media}<podcast:episode>7.0</podcast:episode>")
    assert (item.audio_url, item.number) == ("https://mill.example/1.mp3", 7)
    parsed = read(
        f"<rss {SPACES}><channel><itunes:title>Mill</itunes:title>"
        f"<item><itunes:title>Wheels</itunes:title>{media}</item></channel></rss>"
    )
    assert (parsed.title, parsed.items[0].title) == ("Mill", "Wheels")
