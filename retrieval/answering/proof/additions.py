"""Tell whether a claim adds a name or words that nothing in its evidence supports. Pure."""

from retrieval.answering.proof.alignment import Alignment
from retrieval.answering.proof.islands import island_weight, trailing_weight, unsaid_share
from retrieval.answering.proof.names import has_unsaid_name
from retrieval.answering.proof.unsaid import unsaid_weight

MAX_UNSAID_WEIGHT = 2.75
"""Weight of unsaid words in a row above which a claim adds something: about four words of medium rarity.

This and what follows was set, so that 5% of the true sentences are lost, by 213 true and 260 altered answers
to questions about 39 podcast episodes, and by 1,300 more answers, of which some go beyond their evidence.
"""
MIN_TRAILING_WEIGHT = 1.2
"""Weight from which unsaid words at the end of a claim are an addition."""
MIN_ISLAND_WEIGHT = 1.5
"""Weight, above what is usual in the claim, from which a run of unsaid words is an addition."""
MIN_NAMED_WEIGHT = 2.0
"""Weight of unsaid words in a row from which a name is an addition where nobody is known to speak.

Without known speakers a single name may be that of one of them.
"""
MIN_NAMED_SHARE = 0.34
"""Share of unsaid words in a claim, by weight, from which a name in it is an addition."""


def adds_words(alignment: Alignment) -> bool:
    """Return whether a claim has a run of words that its evidence doesn't support."""
    return (
        unsaid_weight(alignment) > MAX_UNSAID_WEIGHT
        or trailing_weight(alignment) >= MIN_TRAILING_WEIGHT
        or island_weight(alignment) >= MIN_ISLAND_WEIGHT
    )


def adds_name(alignment: Alignment, *, speakers_known: bool) -> bool:
    """Return whether a claim has an unsaid name, and more that is unsaid where no speaker is known."""
    if not has_unsaid_name(alignment, speakers_known=speakers_known):
        return False
    return (
        speakers_known
        or unsaid_weight(alignment) >= MIN_NAMED_WEIGHT
        or unsaid_share(alignment) >= MIN_NAMED_SHARE
    )
