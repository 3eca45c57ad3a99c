"""Feeds in the formats from before RSS 2.0 and Atom 1.0."""

from datetime import date

import pytest

from tests.retrieval.feeds.test_odd_feeds import read


@pytest.mark.parametrize(
    "recording",
    [
        '<enc:enclosure rdf:resource="/wax.mp3" enc:type="audio/mpeg"/>',
        '<enclosure url="/wax.mp3" type="audio/mpeg"/>',
    ],
)
@pytest.mark.parametrize("namespace", ["http://purl.org/rss/1.0/", "http://my.netscape.com/rdf/simple/0.9/"])
def test_a_feed_of_rss_1_is_read(namespace: str, recording: str) -> None:
    parsed = read(
        f'<?xml version="1.0"?><rdf:RDF xmlns="{namespace}" '
        'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
        'xmlns:enc="http://purl.oclc.org/net/rss_2.0/enc#" xmlns:dc="http://purl.org/dc/elements/1.1/">'
        '<channel rdf:about="/"><title>Bees</title><link>/home</link><items><rdf:Seq>'
        '<rdf:li resource="/wax"/></rdf:Seq></items></channel><image><title>Logo</title></image>'
        '<item rdf:about="/wax"><title>Wax &amp; combs</title><link>/wax</link>'
        f"<dc:date>2026-06-01T10:00:00Z</dc:date>{recording}"
        '<podcast:transcript url="/wax.srt" type="application/x-subrip"/></item>'
        '<item rdf:about="/drones"><title>Drones</title><link>/drones</link></item></rdf:RDF>'
    )
    assert (parsed.title, parsed.link) == ("Bees", "https://hive.example/home")
    wax, drones = parsed.items
    assert (wax.title, wax.published, wax.page_url) == (
        "Wax & combs",
        date(2026, 6, 1),
        "https://hive.example/wax",
    )
    assert (wax.audio_url, wax.transcripts) == (
        "https://hive.example/wax.mp3",
        ("https://hive.example/wax.srt",),
    )
    assert (drones.title, drones.audio_url) == ("Drones", None)


def test_an_atom_feed_of_version_0_3_is_read() -> None:
    parsed = read(
        '<feed version="0.3" xmlns="http://purl.org/atom/ns#"><title>Bees</title>'
        '<link rel="alternate" type="text/html" href="/home"/><modified>2026-06-03T01:00:00Z</modified>'
        "<entry><id>urn:a</id><title>Wax</title><issued>2026-06-01T00:00:00Z</issued>"
        '<modified>2026-06-02T00:00:00Z</modified><link rel="enclosure" href="a.mp3" type="audio/mpeg"/>'
        '<podcast:transcript url="a.srt"/></entry>'
        "<entry><id>urn:b</id><title>Drones</title><modified>2026-05-01T00:00:00Z</modified></entry></feed>"
    )
    assert (parsed.title, parsed.link) == ("Bees", "https://hive.example/home")
    wax, drones = parsed.items
    assert (wax.key, wax.published, wax.audio_url) == (
        "urn:a",
        date(2026, 6, 1),
        "https://hive.example/shows/a.mp3",
    )
    assert wax.transcripts == ("https://hive.example/shows/a.srt",)
    assert drones.published == date(2026, 5, 1)
