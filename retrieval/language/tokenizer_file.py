"""The WordPiece vocabulary of the local embedding models, in which common words come first."""

from pathlib import Path

from retrieval.errors import ModelError

TOKENIZER = Path(__file__).parents[1] / "index" / "weights" / "tokenizer.json"


def tokenizer_file() -> Path:
    """Return the path of the local models' tokenizer. Raises ModelError if it is missing."""
    if not TOKENIZER.is_file():
        raise ModelError("The embedding model's tokenizer is missing; install Podcite again.")
    return TOKENIZER
