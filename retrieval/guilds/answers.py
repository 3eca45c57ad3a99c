"""What is kept of answers in Discord: verdicts on them, and which are being worked on."""

from collections.abc import Awaitable, Callable

from retrieval.catalog.answer_store import AnswerStore
from retrieval.concurrency import Threads
from retrieval.models.feedback import Feedback, OpenReply

DropAnswers = Callable[[int | None, str], Awaitable[None]]
"""Forget the answers to a question that were kept for a guild."""


class AnswerRecords:
    """Stores nothing of questions and answers themselves. Methods raise LibraryError as the catalog does."""

    def __init__(self, store: AnswerStore, threads: Threads, drop_answers: DropAnswers | None = None) -> None:
        self._store, self._threads, self._drop_answers = store, threads, drop_answers

    async def record_feedback(self, feedback: Feedback, question: str = "", *, store: bool = True) -> None:
        """Store a verdict in place of the same member's earlier one on that message, if `store` is true.

        After a bad one, nobody gets the same answer to `question` again.
        """
        if feedback.verdict == "bad" and question and self._drop_answers is not None:
            await self._drop_answers(feedback.guild, question)
        if store:
            await self._threads.lookups.run(self._store.record_feedback, feedback)

    async def feedback(self, guild: int | None) -> list[Feedback]:
        """Return the verdicts in a guild, or with `None` in private messages, newest first."""
        return await self._threads.lookups.run(self._store.feedback, guild)

    async def open_reply(self, reply: OpenReply) -> int:
        """Store that a reply is being worked on, and return its number."""
        return await self._threads.lookups.run(self._store.open_reply, reply)

    async def close_reply(self, number: int) -> None:
        """Delete a reply that is finished."""
        await self._threads.lookups.run(self._store.close_reply, number)

    async def take_open_replies(self) -> list[OpenReply]:
        """Delete the replies that an ended process worked on; return those that can still be edited."""
        return await self._threads.lookups.run(self._store.take_open_replies)
