"""The keys that private feeds have in their URLs are shown nowhere, in whatever form they are."""

import pytest

from retrieval.fetching.secrets import reveals, shown_url


@pytest.mark.parametrize(
    ("url", "secret"),
    [
        ("https://www.patreon.com/rss/hive?auth=abcdefghijklmnopqrst", "abcdefghijklmnopqrst"),
        ("https://app.supercast.com/feeds/9aQ2vQxKjYzPqRsTuVwXyZ12", "9aQ2vQx"),
        ("https://hive.supercast.com/feeds/subscriber/jHkLmNbVcXzAsDfG/rss", "jHkLmN"),
        ("https://feeds.supercast.tech/feeds/KqJzWxTmRvBnLsPd.rss", "KqJzWx"),
        ("https://hive.supportingcast.fm/content/eyJ0IjoicCIsImMiOiIxNTkwIiwidSI6.rss", "eyJ0"),
        ("https://hive.supportingcast.fm/rss/8c94ad2f4e7d18ee1ef0d1f3d0bcb7cc", "8c94"),
        ("https://plus.acast.com/rss/hive-talk/-a_b-CdEfGhI_jKl", "CdEfGhI"),
        ("https://subscribers.transistor.fm/8f3b2c1d9a", "8f3b2c1d9a"),
        ("https://feeds.transistor.fm/private/qwertyuiop", "qwertyuiop"),
        ("https://premium.megaphone.fm/feed/XyZabcDEFghi", "XyZabc"),
        ("https://private.libsyn.com/rss/ajskdlfjaskdfj", "ajskdlf"),
        ("https://hive.libsyn.com/premium/rss/abcdefgh", "abcdefgh"),
        ("https://hive.memberful.com/feed/podcast/xkcdqwzzzvbn", "xkcdqw"),
        ("https://podcasts.glow.fm/xgtr-ffff-qwpz", "xgtr"),
        (
            "https://api.substack.com/feed/podcast/12345/private/0a1b2c3d-4e5f-6789-abcd-ef0123456789.rss",
            "0a1b",
        ),
        ("https://feeds.hive.example/user/jane.doe@hive.example/feed", "jane"),
        ("https://feeds.hive.example/token/honey/feed", "honey"),
        ("https://feeds.hive.example/f/8472910384756", "84729"),
        ("https://feeds.hive.example/f/zxcvbnmasdfghjklqwrt", "zxcv"),
        ("https://feeds.hive.example/f/ZXCVBNMASDFGHJKL", "ZXCV"),
        ("https://feeds.hive.example/f/a1b2c3.xml", "a1b2c3"),
        ("https://feeds.hive.example/feed;key=honey", "honey"),
    ],
)
def test_a_key_of_any_form_is_not_shown(url: str, secret: str) -> None:
    assert secret in url
    assert secret not in shown_url(url)


@pytest.mark.parametrize(
    "url",
    [
        "https://hive.example/podcast/episode-12-the-long-winter/transcript.vtt",
        "https://hive.example/2024/05/01/Season-2-Episode-4_final.srt",
        "https://hive.example/S02E04_TheLongWinter.en.vtt",
        "https://cdn.hive.example/uploads/hivetalk/331/hive-talk-331.mp3",
        "https://feeds.transistor.fm/the-build-your-saas-podcast",
        "https://feeds.megaphone.fm/VMP1234567890",
        "https://www.buzzsprout.com/1234567/13579246-on-kilns/transcript.json",
        "https://feeds.soundcloud.com/stream/987654321-hive-on-bees.mp3",
        "https://hive.example/Überwinterung-der-Bienen.srt",
    ],
)
def test_words_of_a_url_are_shown(url: str) -> None:
    assert shown_url(url) == url


@pytest.mark.parametrize(
    ("link", "address", "is_revealed"),
    [
        (
            "https://subscribers.transistor.fm/8f3b2c1d9a/1.mp3",
            "https://subscribers.transistor.fm/8f3b2c1d9a",
            True,
        ),
        (
            "https://cdn.hive.example/qwertyuiop/1.mp3",
            "https://feeds.transistor.fm/private/qwertyuiop.rss",
            True,
        ),
        (
            "https://cdn.hive.example/1.mp3?sub=xgtr-ffff-qwpz",
            "https://podcasts.glow.fm/xgtr-ffff-qwpz",
            True,
        ),
        ("https://hive.example/on-kilns", "https://podcasts.glow.fm/xgtr-ffff-qwpz", False),
        (
            "https://cdn.simplecast.example/1.mp3?feed=54nAGcIl",
            "https://feeds.simplecast.example/54nAGcIl",
            False,
        ),
        (
            "https://anchor.example/s/1b2c3d4/play/1.mp3",
            "https://anchor.example/s/1b2c3d4/podcast/rss",
            False,
        ),
    ],
)
def test_members_see_no_link_with_the_key_of_a_private_feed_and_those_of_a_public_one(
    link: str, address: str, is_revealed: bool
) -> None:
    assert reveals(link, address) is is_revealed


SHOW, EPISODE, OTHER = (
    "5f8a1c2d3e4b5a6978877665",
    "6543af10bc98de7654321abc",
    "0a1b2c3d-4e5f-6789-abcd-ef0123456789",
)
OMNY = f"{OTHER}/{OTHER[::-1].replace('-', '')}/{OTHER.replace('0a1b', 'ffee')}"


@pytest.mark.parametrize(
    ("feed", "link"),
    [
        (
            f"https://feeds.acast.com/public/shows/{SHOW}",
            f"https://sphinx.acast.com/p/open/s/{SHOW}/e/{EPISODE}/media.mp3",
        ),
        (
            f"https://feeds.acast.com/public/shows/{OTHER}/",
            f"https://open.acast.com/public/streams/{OTHER}/episodes/{EPISODE}.mp3",
        ),
        (
            f"https://www.omnycontent.com/d/playlist/{OMNY}/podcast.rss",
            f"https://traffic.omny.fm/d/clips/{OMNY}/audio.mp3?utm_source=Podcast&in_playlist={OTHER}",
        ),
        ("https://feeds.megaphone.fm/VMP1234567890", "https://traffic.megaphone.fm/VMP0987654321.mp3"),
        (
            "https://feeds.simplecast.com/54nAGcIl",
            f"https://cdn.simplecast.com/audio/{OTHER}/episodes/{OTHER}/audio/{EPISODE}/default_tc.mp3",
        ),
        ("https://hive.example/feed.xml", f"https://cdn.hive.example/{OTHER}/1.mp3?hash={EPISODE}"),
    ],
)
def test_the_recordings_of_a_public_feed_are_linked_whatever_their_ids_look_like(
    feed: str, link: str
) -> None:
    assert not reveals(link, feed)


@pytest.mark.parametrize(
    ("feed", "key"),
    [
        (f"https://feeds.acast.com/public/patreon/fanSubs/123/{EPISODE}", EPISODE),
        (f"https://feeds.acast.com/private/shows/{SHOW}/{EPISODE}", EPISODE),
        (f"https://feeds.acast.com/public/shows/{SHOW}/{EPISODE}", EPISODE),
        (f"https://feeds.acast.com/public/shows/{SHOW}?token={EPISODE}", EPISODE),
        (f"https://feeds.acast.com/public/shows/{SHOW}?{EPISODE}", EPISODE),
        (f"https://mia:s3cretWord@feeds.acast.com/public/shows/{SHOW}", "s3cretWord"),
        (f"https://plus.acast.com/public/shows/{EPISODE}", EPISODE),
        (f"https://access.acast.com/rss/{SHOW}/{EPISODE}", EPISODE),
        (f"https://feeds.acast.com.hive.example/public/shows/{EPISODE}", EPISODE),
        (f"https://hive.example/public/shows/{EPISODE}", EPISODE),
        (f"https://www.omnycontent.com/d/playlist/{OMNY}/podcast.rss?key={EPISODE}", EPISODE),
        (f"https://www.omnycontent.com/d/listener/{EPISODE}/podcast.rss", EPISODE),
        (f"https://mia:s3cretWord@www.omnycontent.com/d/playlist/{OMNY}/podcast.rss", "s3cretWord"),
        (f"https://feeds.simplecast.com/54nAGcIl?auth={EPISODE}", EPISODE),
        (f"https://hive.example/rss/members?{EPISODE}", EPISODE),
    ],
)
def test_the_key_of_a_listener_stays_secret_on_hosts_of_public_feeds_too(feed: str, key: str) -> None:
    for link in (
        f"https://cdn.hive.example/{key}/1.mp3",
        f"https://cdn.hive.example/1.mp3?listener={key}",
        f"https://cdn.hive.example/1.mp3?token={OTHER}",
    ):
        assert reveals(link, feed)
    assert key not in shown_url(feed)
