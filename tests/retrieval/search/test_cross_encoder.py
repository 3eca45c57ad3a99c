from pathlib import Path

import pytest
from tokenizers import Tokenizer
from tokenizers.models import WordLevel
from tokenizers.pre_tokenizers import Whitespace

from retrieval.errors import ConfigurationError, ModelError
from retrieval.library import Library
from retrieval.models import Cue, Details, Episode, Hit, Scope, Segment, Show
from retrieval.models.options import Options
from retrieval.search.cross_encoder import CROSS_ENCODED_HITS, CrossEncoderReranker

EPISODE = Episode(1, "boats", Show(1, "sea", "Sea"), "Boats", 1, 99)
WORDS = {"[UNK]": 0, "engine": 3}
FLOAT, INT64 = 1, 7


def field(number: int, value: int | str | bytes) -> bytes:
    """Encode one field of a protobuf message; all lengths here are below 2 ** 14."""
    if isinstance(value, int):
        return bytes([number << 3, value])
    content = value.encode() if isinstance(value, str) else value
    length = bytes([len(content) & 127 | 128, len(content) >> 7])
    return bytes([number << 3 | 2]) + length + content


def tensor(name: str, kind: int) -> bytes:
    dimensions = b"".join(field(1, field(2, size)) for size in ("texts", "tokens"))
    return field(1, name) + field(2, field(1, field(1, kind) + field(2, dimensions)))


def summing_model() -> bytes:
    """Return an ONNX model whose logit is the sum of the token ids, so that "engine" counts 3."""
    cast = field(1, "input_ids") + field(2, "floats") + field(4, "Cast")
    cast += field(5, field(1, "to") + field(3, FLOAT) + b"\xa0\x01\x02")
    total = field(1, "floats") + field(2, "logits") + field(4, "ReduceSum")
    total += field(5, field(1, "axes") + field(8, 1) + b"\xa0\x01\x07")
    graph = field(1, cast) + field(1, total) + field(2, "sum")
    graph += field(11, tensor("input_ids", INT64)) + field(12, tensor("logits", FLOAT))
    return field(1, 7) + field(7, graph) + field(8, field(2, 11))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    tokenizer = Tokenizer(WordLevel(WORDS, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = Whitespace()
    tokenizer.save(str(tmp_path / "tokenizer.json"))
    (tmp_path / "model.onnx").write_bytes(summing_model())
    return tmp_path


def hits(*texts: str) -> list[Hit]:
    return [Hit(EPISODE, Segment(number, (Cue(text),)), 1 / number) for number, text in enumerate(texts, 1)]


def test_a_cross_encoder_ranks_the_first_hits(folder: Path) -> None:
    ranked = CrossEncoderReranker(folder).rerank("where", hits("a sail", "the engine", "engine by engine"))
    assert [hit.segment.number for hit in ranked] == [3, 2, 1]
    assert [round(hit.relevance or 0, 2) for hit in ranked] == [1.0, 0.95, 0.5]
    assert [hit.score for hit in ranked] == sorted((hit.score for hit in ranked), reverse=True)


def test_later_hits_keep_their_places_behind(folder: Path) -> None:
    many = hits(*["a sail"] * CROSS_ENCODED_HITS, "the engine", "a mast")
    ranked = CrossEncoderReranker(folder).rerank("where", many)
    assert [hit.segment.number for hit in ranked[-2:]] == [21, 22]
    assert ranked[-3].score >= ranked[-2].score >= ranked[-1].score
    assert CrossEncoderReranker(folder).rerank("where", []) == []


def test_a_folder_without_a_model_is_refused_in_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"^PODCITE_RERANKER names .* there is no model\.onnx with"):
        CrossEncoderReranker(tmp_path / "nowhere")


def test_files_that_are_no_model_are_refused_in_one_sentence(folder: Path) -> None:
    (folder / "model.onnx").write_bytes(b"no model")
    with pytest.raises(ConfigurationError, match=r"its files can't be read: give the folder"):
        CrossEncoderReranker(folder).rerank("where", hits("a sail"))
    (folder / "model.onnx").write_bytes(summing_model().replace(b"input_ids", b"other_ids"))
    with pytest.raises(ModelError, match="is it a cross-encoder"):
        CrossEncoderReranker(folder).rerank("where", hits("a sail"))


@pytest.mark.slow
async def test_a_library_ranks_by_it(folder: Path, tmp_path: Path) -> None:
    filler = "Ada: We talked about the harbour and the price of paint for a while, as every year. " * 8
    library = Library(Options(tmp_path / "home", "local:podcite-minilm-1", reranker=folder))
    text = "\n".join([filler, filler, f"Ben: The engine, engine, engine. {filler}", filler, filler])
    await library.add(text.encode(), Details(show="Sea", episode="boats"), name="boats.txt")
    found = await library.search("What is the price of paint in the harbour?", Scope(), 1)
    await library.close()
    assert "engine" in found[0].segment.text
