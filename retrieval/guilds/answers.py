"""What is kept of answers in Discord: verdicts on them, and which are being worked on."""

from retrieval.catalog.answer_store import AnswerStore
from retrieval.concurrency import Threads
from retrieval.models.feedback import Feedback, OpenReply


class AnswerRecords:
    """Keeps nothing of questions and answers themselves. Methods raise LibraryError as the catalog does."""

    def __init__(self, store: AnswerStore, threads: Threads) -> None:
        self._store, self._threads = store, threads

    async def record_feedback(self, feedback: Feedback) -> None:
        """Store a verdict in place of the same member's earlier one on that message."""
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
