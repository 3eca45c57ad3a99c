"""The answers to interactions: callbacks, follow-ups, and the edits and deletes of both."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from aiohttp import web

from .bodies import Body, read_body
from .component_limits import check_modal
from .interactions import (
    CHOICES,
    DEFER,
    DEFER_UPDATE,
    MODAL,
    SEND,
    UPDATE,
    Interaction,
)
from .limits import check_choices
from .messages import EPHEMERAL, Message
from .wire import (
    ALREADY_ACKNOWLEDGED,
    FOLLOW_UPS_USED_UP,
    INVALID_FORM,
    INVALID_TOKEN,
    UNKNOWN_INTERACTION,
    UNKNOWN_MESSAGE,
    UNKNOWN_WEBHOOK,
    ApiError,
    Json,
    Problem,
    respond,
)

if TYPE_CHECKING:
    from .server import DiscordServer

FOLLOW_UPS_BROUGHT_ALONG = 5


class Webhooks:
    def __init__(self, server: "DiscordServer") -> None:
        self._server = server

    def routes(self) -> list[web.RouteDef]:
        hook = "/webhooks/{app}/{token}"
        message = hook + "/messages/{message}"
        return [
            web.post("/interactions/{id}/{token}/callback", self._callback),
            web.post(hook, self._follow_up),
            web.get(message, self._get),
            web.patch(message, self._edit),
            web.delete(message, self._delete),
        ]

    async def _callback(self, request: web.Request) -> web.Response:
        interaction = self._server.interactions.get(request.match_info["token"])
        body = await read_body(request)
        kind, data = body.payload["type"], body.payload.get("data") or {}
        if interaction is None or str(interaction.id) != request.match_info["id"]:
            raise ApiError(UNKNOWN_INTERACTION)
        if self._server.clock.now() - interaction.created > self._server.answer_seconds:
            raise ApiError(UNKNOWN_INTERACTION)
        if interaction.answered is not None:
            raise ApiError(ALREADY_ACKNOWLEDGED)
        if kind not in interaction.allowed_answers:
            allowed = ", ".join(map(str, sorted(interaction.allowed_answers)))
            raise self._refusal([Problem(("type",), f"Value must be one of {{{allowed}}}.")])
        message = self._answer(interaction, kind, Body(data, body.files))
        interaction.answered = kind
        self._server.watch.changed()
        if request.query.get("with_response") not in ("1", "true"):
            return respond()
        return respond(_callback_response(interaction, kind, message))

    def _answer(self, interaction: Interaction, kind: int, body: Body) -> Message | None:
        posting, data = self._server.posting, body.payload
        if kind == SEND:
            interaction.original = posting.post(interaction.channel, body, interaction)
        elif kind == DEFER:
            hidden = bool((data.get("flags") or 0) & EPHEMERAL)
            interaction.original = posting.loading(interaction, ephemeral=hidden)
        elif kind in (DEFER_UPDATE, UPDATE):
            interaction.original = interaction.source
            if interaction.source and kind == UPDATE:
                posting.edit(interaction.source, body)
        elif kind == CHOICES:
            focused = next(_focused(interaction.data["options"]))
            if problems := list(check_choices(data["choices"], focused["type"])):
                raise self._refusal(problems)
            interaction.choices = data["choices"]
        elif kind == MODAL:
            if problems := list(check_modal(data)):
                raise self._refusal(problems)
            interaction.modal = data
        return interaction.original

    async def _follow_up(self, request: web.Request) -> web.Response:
        interaction = self._interaction(request)
        body = await read_body(request)
        original = interaction.original
        if original and original.loading and not original.deleted:
            self._server.posting.edit(original, body)
            message = original
        else:
            if interaction.is_brought_along and len(interaction.follow_ups) >= FOLLOW_UPS_BROUGHT_ALONG:
                raise ApiError(FOLLOW_UPS_USED_UP)
            message = self._server.posting.post(interaction.channel, body, interaction)
            interaction.follow_ups.append(message)
            self._server.watch.changed()
        return respond(message.payload()) if request.query.get("wait") in ("1", "true") else respond()

    async def _get(self, request: web.Request) -> web.Response:
        return respond(self._message(request).payload())

    async def _edit(self, request: web.Request) -> web.Response:
        message = self._message(request)
        self._server.posting.edit(message, await read_body(request))
        return respond(message.payload())

    async def _delete(self, request: web.Request) -> web.Response:
        self._server.posting.delete(self._message(request))
        return respond()

    def _interaction(self, request: web.Request) -> Interaction:
        interaction = self._server.interactions.get(request.match_info["token"])
        if interaction is None or request.match_info["app"] != str(self._server.bot.id):
            raise ApiError(UNKNOWN_WEBHOOK)
        if self._server.clock.now() - interaction.created > self._server.token_seconds:
            raise ApiError(INVALID_TOKEN)
        if interaction.answered is None:
            raise ApiError(UNKNOWN_WEBHOOK)
        return interaction

    def _message(self, request: web.Request) -> Message:
        interaction, wanted = self._interaction(request), request.match_info["message"]
        if wanted == "@original":
            message = interaction.original
        else:
            message = next((m for m in interaction.messages if str(m.id) == wanted), None)
        if message is None or message.deleted:
            raise ApiError(UNKNOWN_MESSAGE)
        return message

    def _refusal(self, problems: list[Problem]) -> ApiError:
        self._server.violations.extend(f"an answer's {problem}" for problem in problems)
        return ApiError(INVALID_FORM, problems)


def _focused(options: list[Json]) -> Iterator[Json]:
    for option in options:
        if option.get("focused"):
            yield option
        yield from _focused(option.get("options") or [])


def _callback_response(interaction: Interaction, kind: int, message: Message | None) -> Json:
    about: Json = {"id": str(interaction.id), "type": interaction.type}
    if message:
        about["response_message_id"] = str(message.id)
        about["response_message_loading"] = message.loading
        about["response_message_ephemeral"] = message.ephemeral
    if message and kind in (SEND, UPDATE):
        return {"interaction": about, "resource": {"type": kind, "message": message.payload()}}
    return {"interaction": about}
