"""The last questions and answers of each user in each channel, so that a question may be about them."""

from cachetools import TTLCache

from retrieval.models import Answer, Turn, turn_of

MAX_TURNS = 6
"""How many earlier questions with their answers a follow-up may refer to."""
MAX_CONVERSATIONS = 2_000
"""How many conversations are remembered; the oldest are forgotten first."""
MEMORY_SECONDS = 15 * 60.0
"""How long a conversation is remembered after its last answer, in seconds."""

ConversationKey = tuple[int | None, int | None, int]
"""The ids of the guild, the channel and the user."""


class Conversations:
    """Remembers conversations in memory only, each for a while."""

    def __init__(self) -> None:
        self._turns: TTLCache[ConversationKey, tuple[Turn, ...]] = TTLCache(MAX_CONVERSATIONS, MEMORY_SECONDS)

    def history(self, key: ConversationKey) -> tuple[Turn, ...]:
        """Return the turns of a conversation, oldest first."""
        return self._turns.get(key, ())

    def turns_of(self, user: int) -> list[Turn]:
        """Return the turns of all conversations of a user."""
        return [turn for key, turns in list(self._turns.items()) if key[2] == user for turn in turns]

    def forget(self, user: int) -> int:
        """Forget all conversations of a user, and return how many turns that were."""
        keys = [key for key in list(self._turns) if key[2] == user]
        return sum(len(self._turns.pop(key, ())) for key in keys)

    def remember(self, key: ConversationKey, answer: Answer) -> None:
        """Add an answer to its conversation, if anything can be asked about it."""
        turn = turn_of(answer)
        if turn is not None:
            self._turns[key] = (*self.history(key), turn)[-MAX_TURNS:]
