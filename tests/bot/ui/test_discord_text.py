"""Nothing that comes from a transcript, a model or a user is more than text in Discord."""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.ui import discord_text as text
from bot.ui.discord_text import (
    address,
    bold,
    clean,
    escape,
    fit,
    italic,
    link,
    pack,
    plain,
    read_back,
    split,
    width,
)
from tests.bot.ui.markdown import Node, live, read, shown

HOSTILE = (
    "[Segment 4](https://evil.example)",
    "[[1]](https://evil.example)",
    "@everyone",
    "@here",
    "<@123456789012345678>",
    "<@!123456789012345678>",
    "<@&123456789012345678>",
    "<#123456789012345678>",
    "</ask:123456789012345678>",
    "<t:1700000000:R>",
    "<:kite:123456789012345678>",
    "<a:kite:123456789012345678>",
    "<id:customize>",
    ":smile:",
    "https://evil.example/a_b_c?d=e",
    "<https://evil.example>",
    "discord.gg/kites",
    "https://discord.gg/kites",
    "discordapp.com/invite/kites",
    "||spoiler||",
    "**bold** *slanted* _slanted_ __under__ ~~struck~~",
    "`code` ``co`de`` ```fence```",
    "# heading",
    "-# small",
    "- item",
    "* item",
    "1. item",
    "12) item",
    "> quote",
    ">>> quote",
    "a line\n# heading\n- item\n> quote",
    "\u202eredro desrever\u202c",
    "\u200b# heading after nothing",
    "\\",
    "\\\\[x](https://evil.example)\\",
    "¯\\_(ツ)_/¯",
    "\x00\x1b[31mred",
    "👩‍👩‍👧‍👦🏳️‍🌈é",
    "z̷̢̛a̸̡l̵g̶o",
    "half a pair \ud83d",
)
words = st.one_of(
    st.text(max_size=200),
    st.lists(st.one_of(st.sampled_from(HOSTILE), st.text(max_size=8)), max_size=6).map(" ".join),
    st.lists(st.sampled_from([*"\\[]()<>@#*_~`|:/.-+>1 a\n", "http", "everyone", "gg"]), max_size=40).map(
        "".join
    ),
)


@pytest.mark.parametrize("hostile", HOSTILE)
def test_each_construct_is_live_to_begin_with_or_hides_something(hostile: str) -> None:
    assert live(hostile) or clean(hostile) != hostile or "\\" in hostile or not hostile.isascii()


@pytest.mark.parametrize("hostile", HOSTILE)
def test_no_construct_of_discord_survives(hostile: str) -> None:
    assert read(escape(hostile)) == [Node("text", escape_free(hostile))]


@pytest.mark.slow
@given(words)
def test_the_reader_sees_the_words_and_nothing_else(said: str) -> None:
    assert live(escape(said)) == []
    assert shown(escape(said)) == clean(said)


@pytest.mark.slow
@given(words, words)
@example("\\", "(https://evil.example)")
@example("[", "](https://evil.example)")
def test_words_around_our_own_markdown_stay_words(before: str, after: str) -> None:
    ours = "[[1]](https://video.example/watch?v=1)"
    line = f"> **a{escape(before)}** “{escape(before)}” {ours} {escape(after)}"

    kinds = [node.kind for node in live(line)]

    assert kinds == ["quote", "bold", "link"]
    assert shown(line) == f"a{clean(before)} “{clean(before)}” [1] {clean(after)}"


@pytest.mark.slow
@given(words)
def test_servers_find_no_mention_and_no_address_in_the_raw_text(said: str) -> None:
    assert not re.search(r"@(everyone|here)|<@[!&]?\d|[a-z]://|discord\.gg/", escape(said))


@pytest.mark.parametrize(
    "ordinary",
    [
        "It's 5:50 and/or 6 p.m.; C# (mostly).",
        "“Well,” he said — “no…”",
        "50% of $3,000!",
        "e.g. a.b, i.e. c?",
    ],
)
def test_ordinary_prose_is_left_as_it_is(ordinary: str) -> None:
    assert escape(ordinary) == ordinary


@pytest.mark.parametrize(
    ("said", "cleaned"),
    [
        (" a \t b\n\nc ", "a b c"),
        ("a\u202eb\u2066c\u200fd\u200b", "abcd"),
        ("a\x00b\x1b[0mc\x9b", "ab[0mc"),
        ("lone \ud800 half", "lone \ufffd half"),
        ("👩‍👧 نامه‌ای", "👩‍👧 نامه‌ای"),
        ("\u2028\u2029", ""),
    ],
)
def test_cleaning_keeps_words_and_drops_what_moves_or_hides_them(said: str, cleaned: str) -> None:
    assert clean(said) == cleaned


@pytest.mark.parametrize("limit", [text.MAX_CONTENT, text.MAX_DESCRIPTION, text.MAX_FIELD, text.MAX_TITLE])
@pytest.mark.parametrize(("letter", "units"), [("a", 1), ("é", 1), ("𝔸", 2), ("*", 2), ("@", 2)])
def test_what_fits_exactly_is_whole_and_one_more_is_cut(limit: int, letter: str, units: int) -> None:
    for count in (limit // units - 1, limit // units):
        assert fit(letter * count, limit) == escape(letter * count)
    cut = fit(letter * (limit // units + 1), limit)
    assert cut.endswith("…")
    assert limit - 3 <= width(cut) <= limit


@pytest.mark.parametrize(("length", "parts"), [(1999, 1), (2000, 1), (2001, 2), (4000, 2), (4001, 3)])
def test_a_long_word_is_split_at_the_limit(length: int, parts: int) -> None:
    assert [len(part) for part in split("a" * length, 2000)] == [2000] * (parts - 1) + [
        length - 2000 * (parts - 1)
    ]


@pytest.mark.slow
@given(words, st.integers(8, 60))
def test_splitting_keeps_every_character_and_every_limit(said: str, limit: int) -> None:
    parts = split(said, limit)
    assert all(0 < width(part) <= limit for part in parts)
    assert all(live(part) == [] for part in parts)
    assert "".join(map(shown, parts)).replace(" ", "") == clean(said).replace(" ", "")


@pytest.mark.slow
@given(words, st.integers(2, 60))
def test_what_is_cut_to_fit_begins_like_the_whole(said: str, limit: int) -> None:
    for cut, reader in ((fit(said, limit), shown), (plain(said, limit), str)):
        assert width(cut) <= limit
        assert clean(said).startswith(reader(cut).removesuffix("…"))


@pytest.mark.parametrize("together", ["👩‍👩‍👧‍👦", "🇵🇹", "🏳️‍🌈", "é", "각"])
def test_no_character_is_cut_in_half(together: str) -> None:
    for limit in range(2, 40):
        kept = plain(together * 10, limit).removesuffix("…")
        assert kept == together * kept.count(together)
    assert kept


def test_a_character_that_is_wider_than_the_limit_is_still_split() -> None:
    parts = split("a" + "\u0301" * 5000, 2000)
    assert all(width(part) <= 2000 for part in parts)
    assert sum(map(len, parts)) == 5001


@pytest.mark.slow
@given(st.lists(st.text("ab", min_size=1, max_size=9)), st.integers(9, 30))
def test_packing_keeps_pieces_whole_and_in_order(pieces: list[str], limit: int) -> None:
    packed = pack(pieces, limit, "|")
    assert all(len(text) <= limit for text in packed)
    assert "|".join(packed) == "|".join(pieces)


@pytest.mark.parametrize(
    ("url", "target"),
    [
        ("https://video.example/watch?v=1&t=350s", "https://video.example/watch?v=1&t=350s"),
        ("http://audio.example/a.mp3#t=12", "http://audio.example/a.mp3#t=12"),
        ("https://e.example/a b(c)[d]?e=<f>", "https://e.example/a%20b%28c%29%5Bd%5D?e=%3Cf%3E"),
        ("https://exämple.example/ü", "https://xn--exmple-cua.example/%C3%BC"),
        (
            "https://e.example/)[x](https://evil.example",
            "https://e.example/%29%5Bx%5D%28https://evil.example",
        ),
        ("https://youtube.com@evil.example/", None),
        ("javascript:alert(1)", None),
        ("discord://-/settings", None),
        ("//e.example/a", None),
        ("https://", None),
        ("https://[::1", None),
        ("https://e.example:99999/", None),
        (f"https://e.example/{'a' * 2031}", None),
        ("", None),
        (None, None),
    ],
)
def test_only_addresses_of_the_web_become_links_and_cannot_end_them(
    url: str | None, target: str | None
) -> None:
    assert address(url) == target
    assert live(link("[1]", url)) == ([Node("link", "[1]", target)] if target else [])


@given(st.text(max_size=60))
def test_no_address_escapes_its_link(tail: str) -> None:
    made = link("[1]", f"https://e.example/{tail}")
    assert [node.kind for node in read(made)] in (["link"], ["text"])


def escape_free(said: str) -> str:
    return clean(said).replace("@", "@\u200b")


@given(words)
def test_what_was_rendered_is_read_back(said: str) -> None:
    assert read_back(escape(said)) == clean(said)
    assert read_back(
        f"> {bold(escape(said))}, {italic(escape('so'))} {link('[1]', 'https://e.example/?t=1')}"
    ) == (f"{clean(said)}, so [1]")
