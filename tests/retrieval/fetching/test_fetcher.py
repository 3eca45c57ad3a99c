import asyncio
import base64
import contextlib
import gzip
import re
import tracemalloc
from collections.abc import AsyncIterator, Callable, Sequence

import pytest
from aiohttp import web

from retrieval.errors import FetchError
from retrieval.fetching.content_kinds import FEED_CONTENT, TRANSCRIPT_CONTENT
from retrieval.fetching.fetcher import Fetcher, FetchLimits
from retrieval.fetching.secrets import reveals, shown_url
from tests.retrieval.feeds import feed_server
from tests.retrieval.feeds.feed_server import FeedServer, serving

pytestmark = pytest.mark.slow

QUICK = FetchLimits(bytes=50_000, seconds=5, idle=0.5)


@pytest.fixture
async def server() -> AsyncIterator[FeedServer]:
    async with serving() as server:
        yield server


@pytest.fixture
def fetcher(server: FeedServer) -> Fetcher:
    return Fetcher([server.host], limits=QUICK)


@pytest.mark.parametrize(
    "url",
    [
        *("https://127.0.0.1/feed", "https://[::1]/feed", "https://[::ffff:127.0.0.1]/feed"),
        *("https://169.254.169.254/latest/meta-data", "https://2130706433/feed", "https://0x7f.1/feed"),
        *("https://localhost/feed", "https://10.0.0.1:8443/feed"),
    ],
)
async def test_a_private_address_is_refused_however_it_is_written(url: str) -> None:
    with pytest.raises(FetchError, match=r"is not on the public internet|isn't a web address"):
        await Fetcher(limits=QUICK).fetch(url, FEED_CONTENT)


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("http://feeds.example/rss", "Only https://"),
        ("ftp://feeds.example/rss", "isn't a web address"),
        ("file:///etc/passwd", "isn't a web address"),
        ("feeds.example/rss", "isn't a web address"),
        ("https://", "isn't a web address"),
        ("https://[::1", "isn't a web address"),
        ("https://feeds.example:99999/", "isn't a web address"),
        (f"https://{'a' * 64}.example/rss", "isn't a web address"),
    ],
)
async def test_what_is_no_plain_https_address_is_refused(url: str, sentence: str) -> None:
    with pytest.raises(FetchError, match=sentence):
        await Fetcher(limits=QUICK).fetch(url, FEED_CONTENT)


async def test_a_name_that_also_leads_inside_is_not_connected_to_and_its_address_not_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    connected = list[object]()

    async def inside(host: str, port: int) -> Sequence[str]:
        return ["1.1.1.1", "10.11.12.13"]

    async def connect(_: object, __: object, address: tuple[str, int]) -> None:
        connected.append(address)
        raise OSError("nobody is there")

    monkeypatch.setattr(asyncio.SelectorEventLoop, "sock_connect", connect)
    with pytest.raises(FetchError, match=r"^feeds\.example is not on") as refused:
        await Fetcher(limits=QUICK, resolve=inside).fetch("https://feeds.example/rss", FEED_CONTENT)
    assert "10.11" not in str(refused.value)
    assert connected == []


async def test_the_address_that_was_checked_is_the_one_connected_to(
    server: FeedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A name that is public when checked and loopback right after gains nothing: it is looked up once."""
    answers, connected = [["1.1.1.1"], ["127.0.0.1"]], list[str]()

    async def changing(host: str, port: int) -> Sequence[str]:
        return answers.pop(0)

    async def connect(_: object, __: object, address: tuple[str, int]) -> None:
        connected.append(address[0])
        raise OSError("nobody is there")

    monkeypatch.setattr(asyncio.SelectorEventLoop, "sock_connect", connect)
    with pytest.raises(FetchError, match="can't be reached"):
        await Fetcher(limits=QUICK, resolve=changing).fetch(
            f"https://feeds.example:{server.port}/rss", FEED_CONTENT
        )
    assert connected == ["1.1.1.1"]
    assert server.asked == []


async def test_a_redirect_to_a_private_address_is_not_followed(server: FeedServer) -> None:
    for target in ("https://10.0.0.1/", "https://localhost/", f"http://localhost:{server.port}/inside"):
        server.fails("/feed", 302, Location=target)
        with pytest.raises(FetchError, match=r"public internet|Only https") as refused:
            await Fetcher([server.host], limits=QUICK).fetch(server.url("/feed"), FEED_CONTENT)
        assert "10.0.0.1" not in str(refused.value)
    assert "/inside" not in server.asked


async def test_redirects_are_followed_a_few_times(server: FeedServer, fetcher: Fetcher) -> None:
    for number in range(4):
        server.fails(f"/{number}", 301, Location=f"/{number + 1}")
    server.holds("/4", "here", feed_server.FEED)
    assert (await fetcher.fetch(server.url("/0"), FEED_CONTENT)).content == b"here"
    server.fails("/4", 301, Location="/0")
    with pytest.raises(FetchError, match="keeps redirecting"):
        await fetcher.fetch(server.url("/0"), FEED_CONTENT)


async def test_tags_that_can_not_be_sent_back_are_not_kept(server: FeedServer, fetcher: Fetcher) -> None:
    server.holds("/x", "<rss/>", feed_server.FEED)
    real = server.pages["/x"]

    async def odd(request: web.Request) -> web.StreamResponse:
        reply = await real(request)
        reply.headers["ETag"] = "\xff\xe9"
        reply.headers["Last-Modified"] = "x" * 2000
        return reply

    server.pages["/x"] = odd
    found = await fetcher.fetch(server.url("/x"), FEED_CONTENT)
    assert (found.content, *found.validators) == (b"<rss/>", None, None)


async def test_what_has_not_changed_is_not_sent_again(server: FeedServer, fetcher: Fetcher) -> None:
    server.holds("/t", "words")
    first = await fetcher.fetch(server.url("/t"), TRANSCRIPT_CONTENT)
    assert first.content == b"words"
    again = await fetcher.fetch(server.url("/t"), TRANSCRIPT_CONTENT, first.validators)
    assert (again.content, again.validators) == (None, first.validators)


def _sending(content: bytes, **headers: str) -> Callable[[FeedServer], None]:
    named = {"Content-Type": "text/xml"} | {k.replace("_", "-"): v for k, v in headers.items()}

    async def reply(_: web.Request) -> web.Response:
        return web.Response(body=content, headers=named)

    return lambda server: server.pages.update({"/x": reply})


_BOMB = gzip.compress(bytes(20_000_000), 1)


@pytest.mark.parametrize(
    ("prepare", "sentence"),
    [
        (_sending(_BOMB, Content_Encoding="gzip"), "larger than 50,000 bytes"),
        (_sending(gzip.compress(b"x" * 900)[:-9], Content_Encoding="gzip"), "stopped sending"),
        (_sending(b"no gzip at all", Content_Encoding="gzip"), "stopped sending"),
        (_sending(b"x", Content_Encoding="br"), "isn't supported"),
        (_sending(b"x" * 50_001), "larger than 50,000 bytes"),
        (lambda s: s.streams("/x", b"x" * 65_536, Content_Length="1000000000"), "larger than"),
        (lambda s: s.streams("/x", b"x" * 4096), "larger than 50,000 bytes"),
        (lambda s: s.streams("/x", b"x", pause=60), "too long"),
        (lambda s: s.breaks_off("/x", b"<rss>"), "stopped sending"),
        (_sending(b"PK\x03\x04rest"), "an archive"),
        (_sending(gzip.compress(b"x")), "an archive"),
        (_sending(b"ID3\x04music", Content_Type="text/xml"), "sent a recording instead of the feed"),
        (_sending(b"\x89PNG\r\n", Content_Type="application/rss+xml"), "sent a picture"),
        (lambda s: s.fails("/x", 401), "asks for a name and a password"),
        (lambda s: s.fails("/x", 404), "no feed at that address"),
        (lambda s: s.fails("/x", 403), "refuses to send the feed"),
        (lambda s: s.fails("/x", 500), re.escape("answered with an error (500)")),
        (lambda s: s.fails("/x", 206), re.escape("answered with an error (206)")),
    ],
)
async def test_a_hostile_or_broken_reply_ends_in_a_sentence(
    server: FeedServer, fetcher: Fetcher, prepare: Callable[[FeedServer], None], sentence: str
) -> None:
    prepare(server)
    with pytest.raises(FetchError, match=sentence):
        await fetcher.fetch(server.url("/x"), FEED_CONTENT)


async def test_a_bomb_is_never_in_memory_whole(server: FeedServer, fetcher: Fetcher) -> None:
    _sending(_BOMB, Content_Encoding="gzip")(server)
    tracemalloc.start()
    with pytest.raises(FetchError, match="larger than"):
        await fetcher.fetch(server.url("/x"), FEED_CONTENT)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 5_000_000


async def test_a_stream_that_drips_for_ever_ends_at_the_total_time(server: FeedServer) -> None:
    server.streams("/x", b"x", pause=0.05)
    patient = Fetcher([server.host], limits=FetchLimits(seconds=0.6, idle=0.5))
    with pytest.raises(FetchError, match="too long"):
        await patient.fetch(server.url("/x"), FEED_CONTENT)


async def test_a_stream_that_drips_is_ended_long_before_the_total_time(server: FeedServer) -> None:
    server.streams("/x", b"x", pause=0.05)
    patient = Fetcher([server.host], limits=FetchLimits(seconds=600, idle=600, grace=0.3))
    with pytest.raises(FetchError, match="sends the feed too slowly; try again later"):
        await patient.fetch(server.url("/x"), FEED_CONTENT)


async def test_headers_that_drip_are_ended_long_before_the_total_time() -> None:
    async def drip(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nX-Long: ")
        with contextlib.suppress(ConnectionError):
            while True:
                writer.write(b"a")
                await writer.drain()
                await asyncio.sleep(0.05)

    dripping = await asyncio.start_server(drip, "127.0.0.1", 0)
    host = f"127.0.0.1:{dripping.sockets[0].getsockname()[1]}"
    patient = Fetcher([host], limits=FetchLimits(seconds=600, idle=600, head=0.4))
    async with dripping:
        with pytest.raises(FetchError, match="took too long"):
            await patient.fetch(f"http://{host}/x", FEED_CONTENT)


async def test_compressed_replies_of_several_members_are_read_whole(
    server: FeedServer, fetcher: Fetcher
) -> None:
    _sending(gzip.compress(b"one ") + gzip.compress(b"two"), Content_Encoding="gzip")(server)
    assert (await fetcher.fetch(server.url("/x"), FEED_CONTENT)).content == b"one two"


async def test_a_server_that_is_asked_too_often_says_how_long_to_wait(
    server: FeedServer, fetcher: Fetcher
) -> None:
    server.fails("/x", 429, Retry_After="7200")
    with pytest.raises(FetchError) as refused:
        await fetcher.fetch(server.url("/x"), FEED_CONTENT)
    assert refused.value.retry_after == 7200


async def test_a_compressed_stream_of_nothing_is_ended_by_what_was_received(server: FeedServer) -> None:
    server.streams("/x", gzip.compress(b"") * 100, Content_Encoding="gzip")
    patient = Fetcher([server.host], limits=FetchLimits(bytes=50_000, seconds=600, idle=600))
    with pytest.raises(FetchError, match="larger than 50,000 bytes"):
        await patient.fetch(server.url("/x"), FEED_CONTENT)


async def test_no_more_is_read_than_is_wanted(server: FeedServer, fetcher: Fetcher) -> None:
    server.streams("/x", b"x" * 100, pause=0.01)
    chunks = list[bytes]()

    async def consume(chunk: bytes) -> bool:
        chunks.append(chunk)
        return len(chunks) < 3

    await fetcher.fetch(server.url("/x"), FEED_CONTENT, consume=consume)
    assert len(chunks) == 3


@pytest.mark.parametrize("type_", ["audio/mpeg", "application/zip", "text/html", "application/ttml+xml", "x"])
async def test_the_bytes_decide_what_it_is_and_not_the_content_type(
    server: FeedServer, fetcher: Fetcher, type_: str
) -> None:
    _sending(b"<rss/>", Content_Type=type_)(server)
    assert (await fetcher.fetch(server.url("/x"), FEED_CONTENT)).content == b"<rss/>"


async def test_a_word_document_is_fetched_as_a_transcript_only(server: FeedServer, fetcher: Fetcher) -> None:
    document = b"PK\x03\x04" + bytes(26) + b"[Content_Types].xml and so on"
    _sending(document)(server)
    assert (await fetcher.fetch(server.url("/x"), TRANSCRIPT_CONTENT)).content == document
    with pytest.raises(FetchError, match="an archive"):
        await fetcher.fetch(server.url("/x"), FEED_CONTENT)


async def test_a_permanent_redirect_says_where_it_is_for_good_and_a_temporary_one_does_not(
    server: FeedServer, fetcher: Fetcher
) -> None:
    server.fails("/a", 301, Location="/b")
    server.fails("/b", 308, Location="/c")
    server.fails("/c", 302, Location="/d")
    server.holds("/d", "<rss/>")
    fetched = await fetcher.fetch(server.url("/a"), FEED_CONTENT)
    assert (fetched.url, fetched.moved_to) == (server.url("/d"), server.url("/c"))
    fetched = await fetcher.fetch(server.url("/c"), FEED_CONTENT)
    assert (fetched.url, fetched.moved_to) == (server.url("/d"), None)


async def test_a_name_and_a_password_are_sent_to_their_own_server_only(server: FeedServer) -> None:
    seen = list[tuple[str, str | None]]()

    async def leads(request: web.Request) -> web.Response:
        seen.append((request.path, request.headers.get("Authorization")))
        other = f"http://ann:secret@localhost:{server.port}/away"
        return web.Response(status=301, headers={"Location": other if request.path == "/x" else "/end"})

    async def ends(request: web.Request) -> web.Response:
        seen.append((request.path, request.headers.get("Authorization")))
        return web.Response(body=b"<rss/>")

    server.pages |= {"/x": leads, "/away": ends, "/near": leads, "/end": ends}
    patient = Fetcher([server.host, f"localhost:{server.port}"], limits=QUICK)
    signed = server.url("/x").replace("//", "//mia:p%40ss%C3%A9@")
    fetched = await patient.fetch(signed, FEED_CONTENT)
    basic = "Basic " + base64.b64encode("mia:p@ssé".encode()).decode()
    assert seen == [("/x", basic), ("/away", None)]
    assert "@" not in f"{fetched.url} {fetched.moved_to}"
    seen.clear()
    fetched = await patient.fetch(server.url("/near"), FEED_CONTENT, sign_in=signed)
    assert seen == [("/near", basic), ("/end", basic)]
    assert fetched.moved_to == server.url("/end").replace("//", "//mia:p%40ss%C3%A9@")


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://hive.example/t/1.srt", "https://hive.example/t/1.srt"),
        ("https://mia:word@hive.example:8443/t/1.srt", "https://hive.example:8443/t/1.srt"),
        ("https://hive.example/rss?auth=Xa81&x=1", "https://hive.example/rss?…"),
        ("https://hive.example/rss/aB3dE5gH7jK9/feed", "https://hive.example/rss/…/feed"),
        ("https://hive.example/123e4567-e89b-12d3-a456-426614174000.xml", "https://hive.example/…"),
        ("http://[", "an address"),
    ],
)
def test_a_url_is_shown_without_its_secrets(url: str, shown: str) -> None:
    assert shown_url(url) == shown


@pytest.mark.parametrize(
    ("link", "address", "is_revealed"),
    [
        ("https://cdn.example/1.mp3?t=Xa81q", "https://hive.example/rss?auth=Xa81q", True),
        ("https://cdn.example/1.mp3", "https://hive.example/rss?auth=Xa81q", False),
        ("https://mia:word@hive.example/1.mp3", "https://mia:word@hive.example/rss", True),
        ("https://cdn.example/1.mp3?hash=0a9b8c7d6e5f4a3b2", "https://hive.example/rss/aB3dE5gH7jK9", True),
        ("https://cdn.example/1.mp3?hash=0a9b8c7d6e5f4a3b2", "https://hive.example/rss", False),
        (None, "https://hive.example/rss?auth=Xa81q", False),
    ],
)
def test_a_link_that_reveals_the_secret_of_a_feed_is_told(
    link: str | None, address: str, is_revealed: bool
) -> None:
    assert reveals(link, address) is is_revealed
