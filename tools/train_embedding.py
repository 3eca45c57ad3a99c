"""Train, measure and write Podcite's own embedding model.

python -m tools.train_embedding --data ../shared/data --out retrieval/index/weights/podcite-minilm-1.onnx

It takes minutes on a GPU and hours on a CPU, and needs the extra `model` and the published weights
(`make model` installs both). With --folds it writes nothing and measures models that were trained without
the episodes that they are asked about. A machine without Podcite's dependencies takes the data from a file
that --prepare wrote on another one.
"""

import argparse
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import torch
from tokenizers import Tokenizer

from tools.embedding.dataset import LabelledEpisode, load, read_folder, resegment, save
from tools.embedding.encoder import Weights, load_base
from tools.embedding.evaluation import Figures, measure
from tools.embedding.onnx_graph import write_model
from tools.embedding.training import Recipe, Tokenized, tokenize, train

DATA_SETS = ("listeners", "listeners-open")
TOKENIZER = Path("retrieval/index/weights/tokenizer.json")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--data", type=Path, help=f"the folder with {' and '.join(DATA_SETS)}")
    parser.add_argument("--prepared", type=Path, help="a file that --prepare wrote, instead of --data")
    parser.add_argument("--prepare", type=Path, help="write the data to this file and stop")
    parser.add_argument("--folds", type=int, help="cross-validate with this many parts, and write no model")
    parser.add_argument("--out", type=Path, help="write the model to this file")
    parser.add_argument("--tokenizer", type=Path, default=TOKENIZER)
    parser.add_argument("--epochs", type=int, default=Recipe().epochs)
    args = parser.parse_args()
    episodes = load(args.prepared) if args.prepared else _read(args.data)
    if args.prepare:
        save(episodes, args.prepare)
        return
    device = "cuda" if torch.cuda.is_available() else "cpu"
    recipe = replace(Recipe(), epochs=args.epochs)
    tokenizer, base = Tokenizer.from_file(str(args.tokenizer)), load_base()
    versions = _versions(episodes, recipe, tokenizer)
    if args.folds:
        for held, figures in _cross_validate(base, episodes, versions, recipe, args.folds, device):
            print(held, *(f"{name} {value:.3f}" for name, value in figures.items()), sep="\n  ")
        return
    weights = train(base, list(versions.values()), recipe, device)
    write_model({name: tensor.float().cpu().numpy() for name, tensor in (base | weights).items()}, args.out)


def _read(data: Path) -> list[LabelledEpisode]:
    return [episode for name in DATA_SETS for episode in read_folder(data / name)]


def _versions(
    episodes: Sequence[LabelledEpisode], recipe: Recipe, tokenizer: Tokenizer
) -> dict[int, list[Tokenized]]:
    """Return the versions of the openly licensed episodes, the only ones to train on, by their positions."""
    versions = {}
    for position, episode in enumerate(episodes):
        if episode.is_open:
            others = [resegment(episode, 1000 * k + position) for k in range(1, recipe.versions + 1)]
            useful = [episode, *(other for other in others if other.questions)]
            versions[position] = tokenize(tokenizer, useful)
    return versions


def _cross_validate(
    base: Weights,
    episodes: Sequence[LabelledEpisode],
    versions: Mapping[int, list[Tokenized]],
    recipe: Recipe,
    folds: int,
    device: str,
) -> Iterator[tuple[str, Figures]]:
    """Yield figures of models on episodes that they weren't trained on: of the open ones, and others."""
    tokenizer = Tokenizer.from_file(str(TOKENIZER))
    tokenized = tokenize(tokenizer, episodes)
    others = [position for position, episode in enumerate(episodes) if not episode.is_open]
    for fold in range(folds):
        held = list(versions)[fold::folds]
        fitted = [versions[position] for position in versions if position not in held]
        weights = base | train(base, fitted, recipe, device)
        yield f"fold {fold + 1}", measure(weights, tokenized, held, device)
        yield f"fold {fold + 1}, never trained on", measure(weights, tokenized, others, device)


if __name__ == "__main__":
    main()
