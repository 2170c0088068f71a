"""Writing the model of a bundle: ``model.json``, ``trees.bin`` and the native files."""

import shutil
from pathlib import Path

import numpy as np

from .candidate import Candidate
from .files import sha256_of
from .libraries import libraries
from .prepared import Prepared
from .trees import Trees

_NATIVE = ("model.joblib", "model.ubj", "encoder.json")
_ROWS_COMPARED = 2000


def _check_same(trees: Trees, base: float, candidate: Candidate, encoded: np.ndarray) -> None:
    """Make sure that the exported trees say what the library says, before anyone relies on them."""
    sample = encoded[:_ROWS_COMPARED]
    leaves = trees.leaf_values(sample)
    expected = candidate.scorer.family.raw(candidate.scorer.model, sample)
    if candidate.scorer.family.aggregation == "mean":
        told = leaves.astype(np.float64).sum(axis=1) / trees.tree_count
    else:
        told = np.full(len(sample), base, dtype=np.float32)
        for tree in range(trees.tree_count):
            told = told + leaves[:, tree]
    worst = float(np.abs(told - expected).max())
    if worst > 1e-5:
        raise ValueError(f"the exported trees differ from the model by {worst:g}")


def write_ensemble(candidate: Candidate, encoded: np.ndarray, folder: Path) -> tuple[dict, dict[int, np.ndarray]]:
    """Write ``trees.bin`` if the family has trees.

    Returns
    -------
    dict, dict of int to array
        The ``ensemble`` of ``model.json``, and the split points by column.
    """
    scorer = candidate.scorer
    if scorer.family.aggregation == "linear":
        coefficients, intercept = scorer.family.coefficients(scorer.model)
        means = encoded.mean(axis=0, dtype=np.float64)
        scorer.means = means
        document = {
            "kind": "linear",
            "intercept": intercept,
            "coefficients": coefficients.tolist(),
            "means": means.tolist(),
        }
        return document, {}
    trees, base = scorer.family.trees(scorer.model)
    _check_same(trees, base, candidate, encoded)
    trees.write(folder / "trees.bin")
    inner = trees.feature >= 0
    columns = trees.feature[inner]
    thresholds = {int(column): np.unique(trees.threshold[inner][columns == column]) for column in np.unique(columns)}
    document = {
        "kind": "trees",
        "aggregation": scorer.family.aggregation,
        "base": base,
        "treeCount": trees.tree_count,
        "nodeCount": trees.node_count,
        "maxDepth": trees.max_depth(),
        "sha256": sha256_of(folder / "trees.bin"),
    }
    return document, thresholds


def copy_native(candidate: Candidate, folder: Path) -> None:
    """Copy the family's own files to ``native/``."""
    native = folder / "native"
    native.mkdir()
    for name in _NATIVE:
        if (candidate.folder / name).exists():
            shutil.copyfile(candidate.folder / name, native / name)


def model_document(candidate: Candidate, prepared: Prepared, ensemble: dict, tiers: dict) -> dict:
    """``model.json``."""
    summary, profile = prepared.summary, prepared.profile.document
    return {
        "format": "mainstay-model/1",
        "profile": {
            "name": profile["name"],
            "version": profile["version"],
            "sha256": summary["profileSha256"],
        },
        "family": candidate.name,
        "encoder": candidate.document["encoder"],
        "ensemble": ensemble,
        "calibration": candidate.document["calibration"],
        "tiers": tiers,
        "droppedFeatures": summary["droppedFeatures"],
        "trainingData": {
            "sha256": summary["trainingSha256"],
            "customers": summary["trainingCustomers"],
            "leavers": summary["trainingLeavers"],
        },
        "settings": {
            "hyperparameters": candidate.document["settings"],
            "search": candidate.document["search"],
            "folds": summary["folds"],
        },
        "seed": candidate.document["search"]["seed"],
        "libraries": libraries(),
    }
