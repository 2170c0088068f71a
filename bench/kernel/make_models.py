"""Trains the models of the kernel benchmark with the pinned XGBoost and writes them for every side.

Usage: make_models.py FOLDER. For each model FOLDER gets NAME.ubj (XGBoost), NAME.trees.bin and NAME.json (Mainstay);
beside them rows.f32, the rows to score, and training.npz for peers with trees of their own. Equal versions give equal
files.
"""

import json
import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import numpy as np
import xgboost as xgb
from mainstay_training.tree_conversion import from_xgboost

# The same customers as in the benchmark of the reasons; its file has this one's name.
_source = spec_from_file_location(
    "reasons_models", Path(__file__).parents[1] / "reasons" / "make_models.py"
)
_reasons = module_from_spec(_source)
_source.loader.exec_module(_reasons)
customers = _reasons.customers

_TRAINING_ROWS = 30_000
_ROWS_TO_SCORE = 200_000
_MODELS = {
    "100-depth-3": (100, {"max_depth": 3}),
    "300-depth-4": (300, {"max_depth": 4}),
    "300-depth-6": (300, {"max_depth": 6}),
    "1000-depth-8": (1000, {"max_depth": 8}),
    "300-lossguide-64": (
        300,
        {"max_depth": 0, "max_leaves": 64, "grow_policy": "lossguide"},
    ),
}


def write_models(folder: Path) -> None:
    """Train, convert and write all models, and the rows."""
    encoded, left = customers(_TRAINING_ROWS, seed=1)
    np.savez(folder / "training.npz", encoded=encoded, left=left)
    base = float(np.float32(left.mean()))
    for name, (trees, shape) in _MODELS.items():
        settings = {
            "objective": "binary:logistic",
            "tree_method": "hist",
            "eta": 0.05,
            "base_score": base,
            "seed": 1,
        }
        booster = xgb.train(
            {**settings, **shape}, xgb.DMatrix(encoded, label=left), trees
        )
        booster.save_model(folder / f"{name}.ubj")
        converted, margin = from_xgboost(booster)
        converted.write(folder / f"{name}.trees.bin")
        document = {
            "base": margin,
            "treeCount": converted.tree_count,
            "nodeCount": converted.node_count,
        }
        document |= {"maxDepth": converted.max_depth(), "trees": trees, "shape": shape}
        (folder / f"{name}.json").write_text(json.dumps(document))
    customers(_ROWS_TO_SCORE, seed=2)[0].tofile(folder / "rows.f32")


if __name__ == "__main__":
    write_models(Path(sys.argv[1]))
