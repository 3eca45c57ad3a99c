"""Fine-tune the encoder: rank the segments of an episode, and of several, for the questions about it."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import torch
from tokenizers import Tokenizer
from torch import Tensor
from torch.nn import functional

from tools.embedding.dataset import LabelledEpisode, Question
from tools.embedding.encoder import (
    PROJECTION,
    Encoded,
    Weights,
    average,
    encode_rows,
    hidden_states,
    interpolate,
    max_similarities,
    pad,
    with_projection,
)

QUESTION_TEXTS = 3
"""Texts of each question: both wordings and its answer."""
MAX_TOKENS = 256
"""Tokens per text, as the product cuts them off."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """How to train; the defaults were the best of about 40 recipes in cross-validation over episodes.

    Temperatures divide the similarities; shares weigh the parts of the loss. The models of all seeds are
    averaged; they end `trained_share` of the way from the published weights, to keep what those know.
    """

    epochs: int = 12
    episodes_per_step: int = 6
    learning_rate: float = 1e-4
    weight_decay: float = 0.01
    warm_up: float = 0.1
    dropout: float = 0.1
    pooled_temperature: float = 0.05
    token_temperature: float = 0.03
    overall_share: float = 0.5
    token_share: float = 0.5
    answer_share: float = 0.5
    distillation: float = 0.3
    dropped_words: float = 0.1
    resegmented: float = 0.75
    versions: int = 8
    seeds: tuple[int, ...] = (1, 2)
    trained_share: float = 0.85


@dataclass(frozen=True)
class Tokenized:
    """An episode as token ids; a question has those of both wordings and of its answer."""

    segments: list[list[int]]
    questions: list[tuple[list[int], list[int], list[int]]]
    labels: tuple[Question, ...]


def tokenize(tokenizer: Tokenizer, episodes: Sequence[LabelledEpisode]) -> list[Tokenized]:
    """Return the episodes as token ids, cut off where the product cuts them."""
    tokenizer.enable_truncation(MAX_TOKENS)
    tokenizer.no_padding()

    def ids(texts: Sequence[str]) -> list[list[int]]:
        return [encoding.ids for encoding in tokenizer.encode_batch(list(texts))]

    tokenized = []
    for episode in episodes:
        within = ids([question.within for question in episode.questions])
        overall = ids([question.overall for question in episode.questions])
        answers = ids([question.answer or question.overall for question in episode.questions])
        questions = list(zip(within, overall, answers, strict=True))
        tokenized.append(Tokenized(ids(episode.segments), questions, episode.questions))
    return tokenized


def start_projection(base: Weights, episodes: Sequence[Tokenized], device: str) -> Weights:
    """Return the base weights with the projection that training starts from."""
    rows = [row for episode in episodes for row in episode.segments[::20]][:256]
    with torch.no_grad():
        ids = pad(rows, device)
        states = hidden_states(base, ids)
        return with_projection(base, functional.normalize(states[ids != 0], dim=-1))


def train(base: Weights, versions: Sequence[Sequence[Tokenized]], recipe: Recipe, device: str) -> Weights:
    """Return the weights after training; the word embeddings stay as they are.

    Each episode is given in one or more versions: the first as it is indexed, others cut elsewhere.
    """
    base = {name: tensor.to(device) for name, tensor in base.items()}
    start = start_projection(base, [episode for episode, *_ in versions], device)
    models = [_train(start, versions, recipe, seed, device) for seed in recipe.seeds]
    return interpolate(base, average(models), recipe.trained_share)


def _train(
    start: Weights, episodes: Sequence[Sequence[Tokenized]], recipe: Recipe, seed: int, device: str
) -> Weights:
    torch.manual_seed(seed)
    generator = random.Random(seed)  # noqa: S311 (an order of examples, no secret)
    weights = {name: tensor.detach().clone().to(device) for name, tensor in start.items()}
    parameters = [
        tensor.requires_grad_()
        for name, tensor in weights.items()
        if name.startswith(("encoder.", PROJECTION))
    ]
    optimizer = torch.optim.AdamW(parameters, recipe.learning_rate, weight_decay=recipe.weight_decay)
    steps = recipe.epochs * -(-len(episodes) // recipe.episodes_per_step)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: _rate(step / steps, recipe.warm_up))
    for _ in range(recipe.epochs):
        order = generator.sample(list(episodes), len(episodes))
        for first in range(0, len(order), recipe.episodes_per_step):
            chosen = [
                _pick_version(versions, recipe.resegmented, generator)
                for versions in order[first : first + recipe.episodes_per_step]
            ]
            loss = _loss(weights, chosen, recipe, generator, device)
            optimizer.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(parameters, 1.0)
            optimizer.step()
            schedule.step()
    return {name: tensor.detach() for name, tensor in weights.items()}


def _loss(
    weights: Mapping[str, Tensor],
    episodes: Sequence[Tokenized],
    recipe: Recipe,
    generator: random.Random,
    device: str,
) -> Tensor:
    """Return the loss of a step: each question against its episode, and against all episodes of the step."""
    kinds = QUESTION_TEXTS
    rows = [
        _drop_words(question[kind], recipe.dropped_words, generator)
        for kind in range(kinds)
        for episode in episodes
        for question in episode.questions
    ]
    with torch.autocast(device, torch.bfloat16):
        segments = encode_rows(weights, [row for e in episodes for row in e.segments], device, recipe.dropout)
        queries = encode_rows(weights, rows, device, recipe.dropout)
    shares = (1.0, 1.0, recipe.answer_share)
    count, losses = len(rows) // kinds, []
    positive, ignored = _targets(episodes, device)
    for kind in range(kinds):
        of_kind = queries[slice(kind * count, (kind + 1) * count)]
        within = _within_episodes(of_kind, segments, positive, ignored, episodes, recipe)
        similarities = of_kind.pooled @ segments.pooled.T / recipe.pooled_temperature
        over_all = _cross_entropy(similarities, positive, ignored)
        losses.append(shares[kind] * (within + (recipe.overall_share * over_all if kind else 0.0)))
    return torch.stack(losses).sum()


def _within_episodes(
    queries: Encoded,
    segments: Encoded,
    positive: Tensor,
    ignored: Tensor,
    episodes: Sequence[Tokenized],
    recipe: Recipe,
) -> Tensor:
    """Return the mean loss of questions against the segments of their own episode, pooled and by tokens."""
    losses, question, segment = [], 0, 0
    for episode in episodes:
        rows = slice(question, question + len(episode.questions))
        columns = slice(segment, segment + len(episode.segments))
        pooled = queries.pooled[rows] @ segments.pooled[columns].T / recipe.pooled_temperature
        tokens = max_similarities(queries[rows], segments[columns]) / recipe.token_temperature
        good, masked = positive[rows, columns], ignored[rows, columns]
        loss = (1 - recipe.token_share) * _cross_entropy(pooled, good, masked)
        loss = loss + recipe.token_share * _cross_entropy(tokens, good, masked)
        if recipe.distillation:
            loss = loss + recipe.distillation * _distillation(pooled, tokens, masked & ~good)
        losses.append(loss * len(episode.questions))
        question, segment = rows.stop, columns.stop
    return torch.stack(losses).sum() / question


def _cross_entropy(scores: Tensor, positive: Tensor, ignored: Tensor) -> Tensor:
    """Return the mean of -log p over each question's positives, each against what doesn't answer."""
    others = scores.masked_fill(positive | ignored, -torch.inf).logsumexp(1, keepdim=True)
    losses = functional.softplus(others - scores) * positive
    return (losses.sum(1) / positive.sum(1)).mean()


def _distillation(pooled: Tensor, tokens: Tensor, ignored: Tensor) -> Tensor:
    """Return how far each of both rankings is from their mean, which is better than either."""
    pooled, tokens = (scores.masked_fill(ignored, -1e4) for scores in (pooled, tokens))
    teacher = functional.softmax(((pooled + tokens) / 2).detach(), 1)
    return sum(
        (-(teacher * functional.log_softmax(scores, 1)).sum(1).mean() for scores in (pooled, tokens)),
        torch.zeros((), device=pooled.device),
    )


def _targets(episodes: Sequence[Tokenized], device: str) -> tuple[Tensor, Tensor]:
    """Return which segments answer which question, and which only touch the answer."""
    size = (sum(len(e.questions) for e in episodes), sum(len(e.segments) for e in episodes))
    positive, ignored = (torch.zeros(size, dtype=torch.bool) for _ in range(2))
    row, column = 0, 0
    for episode in episodes:
        for label in episode.labels:
            positive[row, [column + position for position in label.positives]] = True
            ignored[row, [column + p for p in label.partial if p < len(episode.segments)]] = True
            row += 1
        column += len(episode.segments)
    return positive.to(device), ignored.to(device)


def _pick_version(versions: Sequence[Tokenized], share: float, generator: random.Random) -> Tokenized:
    """Return the episode as it is indexed or, in a share of cases, as it is cut elsewhere."""
    return generator.choice(versions[1:]) if len(versions) > 1 and generator.random() < share else versions[0]


def _drop_words(ids: Sequence[int], share: float, generator: random.Random) -> list[int]:
    """Return token ids without a random share of them; the first and the last are always kept."""
    kept = [token for token in ids[1:-1] if generator.random() >= share]
    return [ids[0], *(kept or ids[1:-1]), ids[-1]]


def _rate(progress: float, warm_up: float) -> float:
    """Return the share of the learning rate: rising from 0, then falling to 0, both in a line."""
    return min(progress / warm_up if warm_up else 1.0, (1 - progress) / (1 - warm_up))
