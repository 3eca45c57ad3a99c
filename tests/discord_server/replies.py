"""What a person sees come back after a command, a click or a form."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Self

from .interactions import CHOICES, DEFER, Interaction
from .messages import Message
from .wire import Json

if TYPE_CHECKING:
    from .server import DiscordServer


def anything(_: Message) -> bool:
    return True


class Reply:
    """The bot's answer to one interaction, as it arrives. Every wait is bounded by the server's patience."""

    def __init__(self, server: "DiscordServer", interaction: Interaction) -> None:
        self._server = server
        self.interaction = interaction

    @property
    def deferred(self) -> bool:
        return self.interaction.answered == DEFER

    async def acknowledged(self) -> Self:
        """Wait for the first answer; fail as Discord does if none comes within 3 seconds."""
        await self._server.watch.until(
            lambda: self.interaction.answered is not None,
            f"the bot to answer {self._name} (Discord shows: the application did not respond)",
            self._server.answer_seconds,
        )
        return self

    async def original(self, until: Callable[[Message], bool] = anything) -> Message:
        """The answer's message once it holds more than 'is thinking' and `until` is true of it."""

        def find() -> Message | None:
            message = self.interaction.original
            return message if message and not message.loading and until(message) else None

        return await self._server.watch.until(
            find, lambda: f"an answer to {self._name}; there is {self._seen}"
        )

    async def follow_up(self, number: int = 0, until: Callable[[Message], bool] = anything) -> Message:
        """The message that was sent after the answer, the first of them being number 0."""

        def find() -> Message | None:
            messages = self.interaction.follow_ups[number : number + 1]
            return messages[0] if messages and until(messages[0]) else None

        return await self._server.watch.until(find, f"follow-up {number} to {self._name}")

    async def gone(self) -> None:
        """Wait until the answer's message is deleted."""

        def deleted() -> bool:
            return bool(self.interaction.original and self.interaction.original.deleted)

        await self._server.watch.until(deleted, f"the answer to {self._name} to be deleted")

    async def modal(self) -> Json:
        """The form that the bot opens."""
        return await self._server.watch.until(lambda: self.interaction.modal, f"a form after {self._name}")

    async def choices(self) -> list[Json]:
        await self.acknowledged()
        assert self.interaction.answered == CHOICES
        return self.interaction.choices or []

    @property
    def _name(self) -> str:
        data = self.interaction.data
        return f"/{data['name']}" if "name" in data else f"{data.get('custom_id')!r}"

    @property
    def _seen(self) -> str:
        message = self.interaction.original
        return "nothing yet" if message is None else repr(message.text[:200]) if message.text else "a spinner"
