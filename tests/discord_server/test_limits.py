"""What Discord would refuse is refused, and fails the test that owns the server."""

from pathlib import Path
from typing import Any

import pytest

from .command_limits import check_commands
from .component_limits import check_components, check_modal
from .limits import check_choices, check_mentions, check_message
from .schema import load
from .server import DiscordServer

Json = dict[str, Any]


def embed(**parts: Any) -> Json:
    return {"embeds": [parts]}


def row(*components: Json) -> list[Json]:
    return [{"type": 1, "components": list(components)}]


def button(custom_id: str = "a", **parts: Any) -> Json:
    return {"type": 2, "style": 1, "label": "Press", "custom_id": custom_id, **parts}


def select(count: int, **parts: Any) -> Json:
    options = [{"label": str(n), "value": str(n)} for n in range(count)]
    return {"type": 3, "custom_id": "s", "options": options, **parts}


def command(name: str = "ask", *options: Json, description: str = "Asks") -> Json:
    return {"name": name, "description": description, "options": list(options)}


def option(name: str = "question", **parts: Any) -> Json:
    return {"name": name, "description": "What", "type": 3, **parts}


LINK = {"type": 2, "style": 5, "label": "Site", "url": "https://example.org"}
TWO_HALVES = [{"description": "x" * 3000}, {"description": "y" * 3000}]


@pytest.mark.parametrize(
    ("taken", "refused"),
    [
        ({"content": "x" * 2000}, {"content": "x" * 2001}),
        (embed(title="x" * 256), embed(title="x" * 257)),
        (embed(description="x" * 4096), embed(description="x" * 4097)),
        (embed(footer={"text": "x" * 2048}), embed(footer={"text": "x" * 2049})),
        (embed(author={"name": "x" * 256}), embed(author={"name": "x" * 257})),
        (
            embed(fields=[{"name": "x", "value": "x" * 1024}]),
            embed(fields=[{"name": "x", "value": "x" * 1025}]),
        ),
        (embed(fields=[{"name": "x", "value": "x"}]), embed(fields=[{"name": "x", "value": " "}])),
        (embed(fields=[{"name": "x", "value": "x"}] * 25), embed(fields=[{"name": "x", "value": "x"}] * 26)),
        (embed(url="https://example.org/a"), embed(url="javascript:alert(1)")),
        (embed(thumbnail={"url": "attachment://a.png"}), embed(url="attachment://a.png")),
        ({"embeds": [{"title": "x"}] * 10}, {"embeds": [{"title": "x"}] * 11}),
        ({"embeds": TWO_HALVES}, {"embeds": [*TWO_HALVES, {"title": "z"}]}),
        (
            {"embeds": [{"url": "https://a.org/1"}, {"url": "https://a.org/2"}]},
            {"embeds": [{"url": "https://a.org"}] * 2},
        ),
        ({"components": row(button())}, {"components": [button()]}),
        (
            {"flags": 1 << 15, "components": [{"type": 10, "content": "x"}]},
            {"flags": 1 << 15, "content": "x"},
        ),
    ],
)
def test_a_message_at_its_limits_is_taken_and_one_beyond_refused(taken: Json, refused: Json) -> None:
    assert not list(check_message(taken))
    assert list(check_message(refused))


@pytest.mark.parametrize(
    ("taken", "refused"),
    [
        (row(*(button(str(n)) for n in range(5))), row(*(button(str(n)) for n in range(6)))),
        (row(button()) * 1, [*row(button("same")), *row(button("same"))]),
        (
            [r for n in range(5) for r in row(button(str(n)))],
            [r for n in range(6) for r in row(button(str(n)))],
        ),
        (row(button("x" * 100)), row(button("x" * 101))),
        (row(button(label="x" * 80)), row(button(label="x" * 81))),
        (row(button(emoji={"name": "🔎"}, label=None)), row(button(label=""))),
        (row(LINK), row(LINK | {"custom_id": "a"})),
        (row(LINK | {"url": "https://" + "x" * 504}), row(LINK | {"url": "https://" + "x" * 505})),
        (row(select(25)), row(select(26))),
        (row(select(1)), row(select(0))),
        (row(select(3, max_values=3)), row(select(3, max_values=4))),
        (row(select(1, placeholder="x" * 150)), row(select(1, placeholder="x" * 151))),
        (row(select(1)), row(select(1), button())),
        (row(select(1)), row(select(1) | {"options": [{"label": "x" * 101, "value": "x"}]})),
        (
            row(select(1)),
            row(select(1) | {"options": [{"label": "a", "value": "x"}, {"label": "b", "value": "x"}]}),
        ),
        (row(button()), row()),
    ],
)
def test_components_at_their_limits_are_taken_and_beyond_refused(
    taken: list[Json], refused: list[Json]
) -> None:
    assert not list(check_components(taken))
    assert list(check_components(refused))


@pytest.mark.parametrize(
    "change",
    [
        {"title": "x" * 46},
        {"custom_id": ""},
        {"components": []},
        {"components": row({"type": 4, "custom_id": "a", "style": 1, "label": "x" * 46})},
        {
            "components": row(
                {"type": 4, "custom_id": "a", "style": 1, "label": "x", "value": "xyz", "max_length": 2}
            )
        },
        {
            "components": [
                {"type": 18, "label": "x" * 46, "component": {"type": 4, "custom_id": "a", "style": 1}}
            ]
        },
    ],
)
def test_a_form_beyond_its_limits_is_refused(change: Json) -> None:
    field = {"type": 4, "custom_id": "a", "style": 1, "label": "x" * 45, "value": "xy", "max_length": 2}
    form = {"title": "x" * 45, "custom_id": "form", "components": row(field)}
    assert not list(check_modal(form))
    assert list(check_modal(form | change))


@pytest.mark.parametrize(
    "commands",
    [
        [command("Ask")],
        [command("ask me")],
        [command("x" * 33)],
        [command(description="")],
        [command(description="x" * 101)],
        [command(), command()],
        [command("ask", option("first"), option("second", required=True))],
        [command("ask", option(), option())],
        [command("ask", *(option(str(n)) for n in range(26)))],
        [command("ask", option(choices=[{"name": "x", "value": "x" * 101}]))],
        [command("ask", option(choices=[{"name": str(n), "value": "x"} for n in range(26)]))],
        [command("ask", option(choices=[{"name": "x", "value": "x"}], autocomplete=True))],
        [command("ask", option("sub", type=1), option())],
        [{"name": "Menu", "type": 3, "description": "no"}],
        [command(str(n)) for n in range(101)],
    ],
)
def test_a_command_that_discord_would_refuse_is_refused(commands: list[Json]) -> None:
    assert list(check_commands(commands))


def test_commands_as_discord_takes_them_are_taken() -> None:
    nested = option("feed", type=2, options=[option("add", type=1, options=[option("url", required=True)])])
    plain = command("frage-ändern", option("first", required=True), option("second"))
    assert not list(
        check_commands([plain, command("library", nested), {"name": "Ask about this", "type": 3}])
    )


@pytest.mark.parametrize(
    ("choice", "kind", "taken"),
    [
        ({"name": "x" * 100, "value": "x" * 100}, 3, True),
        ({"name": "x" * 101, "value": "x"}, 3, False),
        ({"name": "", "value": "x"}, 3, False),
        ({"name": "x", "value": "x" * 101}, 3, False),
        ({"name": "x", "value": 1}, 3, False),
        ({"name": "x", "value": 1}, 4, True),
    ],
)
def test_choices_have_limits_of_their_own(choice: Json, kind: int, taken: bool) -> None:
    assert bool(list(check_choices([choice], kind))) is not taken
    assert list(check_choices([choice] * 26, kind))


@pytest.mark.parametrize(
    ("allowed", "taken"),
    [
        (None, False),
        ({}, False),
        ({"parse": ["users"]}, False),
        ({"parse": [], "users": ["1"]}, False),
        ({"parse": []}, True),
    ],
)
def test_a_send_that_could_ping_somebody_is_wrong_here(allowed: Json | None, taken: bool) -> None:
    assert bool(list(check_mentions({"allowed_mentions": allowed}))) is not taken


async def test_what_was_wrong_fails_the_test_that_owns_the_server() -> None:
    async with DiscordServer() as server:
        server.violations.append("a message's content: too long")
        with pytest.raises(AssertionError, match="content: too long"):
            server.assert_clean()
        server.assert_clean()


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        ({"type": 4, "data": {"content": "x" * 2001}}, "is longer than"),
        ({"type": 4, "data": {"flags": "many", "embeds": [{"title": 1}]}}, "is not of type"),
        ({"type": 9}, "required property"),
        ({"type": 4, "data": {"content": "hello", "flags": 64}}, None),
        ({"type": 5}, None),
    ],
)
def test_the_published_schema_is_held_against_requests(
    shared_data: Path, body: Json, problem: str | None
) -> None:
    schema = load(shared_data / "discord" / "openapi.json")
    assert schema
    found = schema.check_request("POST", "/interactions/1/abc/callback", body)
    assert (problem in found) if problem and found else problem is found
