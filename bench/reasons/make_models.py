"""Trains the models of the reasons benchmark with the pinned XGBoost and writes them for every side.

Usage: make_models.py FOLDER. For each model FOLDER gets NAME.ubj (XGBoost), NAME.trees.bin and NAME.json (Mainstay);
beside them rows.f32, the rows to explain. Equal versions give equal files.
"""

import json
import sys
from pathlib import Path

import numpy as np
import xgboost as xgb
from mainstay_training.tree_conversion import from_xgboost

_COLUMNS = 40
_NUMBERS = 20
_TRAINING_ROWS = 30_000
_ROWS_TO_EXPLAIN = 20_000
_MISSING = 0.05
_MODELS = {"300-depth-4": (300, 4), "300-depth-6": (300, 6), "1000-depth-8": (1000, 8)}


def customers(rows: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Rows of 20 numbers (5% missing) and 20 flags, and who left: a mixture of plain and joint effects."""
    random = np.random.default_rng(seed)
    effects = np.random.default_rng(0)
    numbers = random.normal(size=(rows, _NUMBERS))
    flags = random.random((rows, _COLUMNS - _NUMBERS)) < effects.uniform(0.1, 0.5, _COLUMNS - _NUMBERS)
    log_odds = numbers @ effects.normal(0, 0.3, _NUMBERS) + flags @ effects.normal(0, 0.5, flags.shape[1])
    log_odds += np.sin(2 * numbers[:, 0]) * numbers[:, 1] + flags[:, 0] * numbers[:, 2] - 1
    left = random.random(rows) < 1 / (1 + np.exp(-log_odds))
    numbers[random.random(numbers.shape) < _MISSING] = np.nan
    return np.hstack([numbers, flags]).astype(np.float32), left.astype(np.int32)


def write_models(folder: Path) -> None:
    """Train, convert and write all models, and the rows."""
    encoded, left = customers(_TRAINING_ROWS, seed=1)
    base = float(np.float32(left.mean()))
    for name, (trees, depth) in _MODELS.items():
        settings = {"objective": "binary:logistic", "tree_method": "hist", "max_depth": depth, "eta": 0.05}
        booster = xgb.train({**settings, "base_score": base, "seed": 1}, xgb.DMatrix(encoded, label=left), trees)
        booster.save_model(folder / f"{name}.ubj")
        converted, margin = from_xgboost(booster)
        converted.write(folder / f"{name}.trees.bin")
        document = {"trees": trees, "depth": depth, "base": margin}
        document |= {"treeCount": converted.tree_count, "nodeCount": converted.node_count}
        (folder / f"{name}.json").write_text(json.dumps(document))
    customers(_ROWS_TO_EXPLAIN, seed=2)[0].tofile(folder / "rows.f32")


if __name__ == "__main__":
    write_models(Path(sys.argv[1]))
