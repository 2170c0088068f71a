"""Exact contributions of each feature, by XGBoost's Tree SHAP for trees of any origin."""

from dataclasses import dataclass

import numpy as np
import xgboost as xgb

from .config import THREADS
from .encoder import Encoder
from .trees import Trees

_MARKERS = {"f4": (b"d", ">f4"), "i4": (b"l", ">i4"), "i8": (b"L", ">i8"), "u1": (b"U", "u1")}
"""UBJSON's sign for each type of array that XGBoost expects, and its bytes (big-endian)."""


def _text(name: str) -> bytes:
    return b"L" + len(name).to_bytes(8, "big") + name.encode()


def _ubjson(value: object) -> bytes:
    """UBJSON (draft 12) of dicts, lists, texts, ints and typed arrays, as XGBoost reads it."""
    if isinstance(value, dict):
        return b"{" + b"".join(_text(name) + _ubjson(entry) for name, entry in value.items()) + b"}"
    if isinstance(value, str):
        return b"S" + _text(value)
    if isinstance(value, int):
        return b"L" + value.to_bytes(8, "big", signed=True)
    if isinstance(value, np.ndarray):
        marker, kind = _MARKERS[value.dtype.str[1:]]
        return b"[$" + marker + b"#L" + value.size.to_bytes(8, "big") + value.astype(kind).tobytes()
    return b"[" + b"".join(_ubjson(entry) for entry in value) + b"]"


def _siblings_adjacent(trees: Trees, root: int) -> np.ndarray:
    """Nodes of one tree, level by level, each right child just after its left sibling: XGBoost takes it to be there."""
    levels = [np.array([root], dtype=np.int64)]
    while (inner := levels[-1][trees.feature[levels[-1]] >= 0]).size:
        levels.append(np.column_stack([trees.left[inner], trees.right[inner]]).ravel().astype(np.int64))
    return np.concatenate(levels)


def _tree_document(trees: Trees, number: int, columns: int) -> dict:
    order = _siblings_adjacent(trees, int(trees.roots[number]))
    feature = trees.feature[order]
    leaf = feature < 0
    inner = np.flatnonzero(~leaf)
    left = np.full(order.size, -1, dtype=np.int32)
    left[inner] = 1 + 2 * np.arange(inner.size)
    right = np.where(leaf, -1, left + 1).astype(np.int32)
    parents = np.full(order.size, 2**31 - 1, dtype=np.int32)
    parents[left[inner]] = inner
    parents[right[inner]] = inner
    nothing = np.zeros(order.size, dtype=np.float32)
    empty = np.empty(0, dtype=np.int32)
    return {
        "base_weights": nothing,
        "categories": empty,
        "categories_nodes": empty,
        "categories_segments": empty.astype(np.int64),
        "categories_sizes": empty.astype(np.int64),
        "default_left": trees.default_left[order].astype(np.uint8),
        "id": number,
        "left_children": left,
        "loss_changes": nothing,
        "parents": parents,
        "right_children": right,
        "split_conditions": np.where(leaf, trees.value[order], trees.threshold[order]).astype(np.float32),
        "split_indices": np.where(leaf, 0, feature).astype(np.int32),
        "split_type": np.zeros(order.size, dtype=np.uint8),
        "sum_hessian": trees.cover[order].astype(np.float32),
        "tree_param": {
            "num_deleted": "0",
            "num_feature": str(columns),
            "num_nodes": str(order.size),
            "size_leaf_vector": "1",
        },
    }


def to_booster(trees: Trees, columns: int) -> xgb.Booster:
    """An XGBoost model that adds up the leaves of these trees, starting at 0."""
    documents = [_tree_document(trees, number, columns) for number in range(trees.tree_count)]
    count = trees.tree_count
    model = {
        "gbtree_model_param": {"num_parallel_tree": "1", "num_trees": str(count)},
        "iteration_indptr": list(range(count + 1)),
        "tree_info": [0] * count,
        "trees": documents,
    }
    learner = {
        "attributes": {},
        "feature_names": [],
        "feature_types": [],
        "gradient_booster": {"model": model, "name": "gbtree"},
        "learner_model_param": {
            "base_score": "0E0",
            "boost_from_average": "1",
            "num_class": "0",
            "num_feature": str(columns),
            "num_target": "1",
        },
        "objective": {"name": "reg:squarederror", "reg_loss_param": {"scale_pos_weight": "1"}},
    }
    version = [int(part) for part in xgb.__version__.split(".")[:3]]
    booster = xgb.Booster({"nthread": THREADS})
    booster.load_model(bytearray(_ubjson({"learner": learner, "version": version})))
    booster.set_param({"nthread": THREADS})
    return booster


@dataclass(frozen=True)
class Contributions:
    """What each feature adds to the raw score: ``bias + by_feature.sum(axis=1)`` is the raw score."""

    by_feature: np.ndarray
    """Of shape (n, n_features), in the order of the encoder."""
    bias: np.ndarray
    """Of shape (n,)."""


def sum_columns(by_column: np.ndarray, encoder: Encoder) -> np.ndarray:
    """Add the columns of each feature together."""
    summed = np.zeros((len(by_column), len(encoder.feature_names)))
    for column, feature in enumerate(encoder.feature_of_column()):
        summed[:, feature] += by_column[:, column]
    return summed


def tree_contributions(booster: xgb.Booster, encoded: np.ndarray, encoder: Encoder, base: float = 0.0) -> Contributions:
    """Path-dependent Tree SHAP values; ``base`` is added to the bias."""
    values = booster.predict(xgb.DMatrix(encoded, nthread=THREADS), pred_contribs=True).astype(np.float64)
    return Contributions(sum_columns(values[:, :-1], encoder), values[:, -1] + base)
