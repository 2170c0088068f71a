"""Ensembles of trees as flat arrays, and ``trees.bin``."""

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

_MAGIC = b"MSTREES1"
_NODE_FIELDS = (
    ("feature", "<i4"),
    ("threshold", "<f4"),
    ("left", "<u4"),
    ("right", "<u4"),
    ("default_left", "u1"),
    ("value", "<f4"),
    ("cover", "<f4"),
)


@dataclass(frozen=True)
class Trees:
    """All nodes of all trees, one array per fact; the layout of ``trees.bin``.

    ``x < threshold`` (float32) goes left, NaN goes left where ``default_left`` is 1. ``feature`` is −1 for leaves;
    ``left`` and ``right`` are positions in these arrays, 0 for leaves; ``value`` is 0 inside; ``cover`` is the training
    weight that reached the node.
    """

    roots: np.ndarray
    feature: np.ndarray
    threshold: np.ndarray
    left: np.ndarray
    right: np.ndarray
    default_left: np.ndarray
    value: np.ndarray
    cover: np.ndarray

    @property
    def tree_count(self) -> int:
        """Number of trees."""
        return self.roots.size

    @property
    def node_count(self) -> int:
        """Number of nodes, leaves included."""
        return self.feature.size

    def max_depth(self) -> int:
        """Most decisions on any path."""
        depth = 0
        level = self.roots.astype(np.int64)
        while (inner := level[self.feature[level] >= 0]).size:
            level = np.concatenate([self.left[inner], self.right[inner]]).astype(np.int64)
            depth += 1
        return depth

    def leaf_values(self, encoded: np.ndarray) -> np.ndarray:
        """Leaf value of each row in each tree.

        Parameters
        ----------
        encoded : array of float32 of shape (n, n_columns)

        Returns
        -------
        array of float32 of shape (n, tree_count)
        """
        values = np.empty((len(encoded), self.tree_count), dtype=np.float32)
        rows = np.arange(len(encoded))
        for tree, root in enumerate(self.roots):
            at = np.full(len(encoded), root, dtype=np.int64)
            while (self.feature[at] >= 0).any():
                inner = self.feature[at] >= 0
                x = encoded[rows, np.maximum(self.feature[at], 0)]
                goes_left = np.where(np.isnan(x), self.default_left[at] == 1, x < self.threshold[at])
                at = np.where(inner, np.where(goes_left, self.left[at], self.right[at]), at)
            values[:, tree] = self.value[at]
        return values

    def scaled(self, factor: float) -> "Trees":
        """The same trees with leaf values times ``factor``."""
        return replace(self, value=(self.value.astype(np.float64) * factor).astype(np.float32))

    def write(self, path: Path) -> None:
        """Write ``trees.bin``, little-endian."""
        with path.open("wb") as file:
            file.write(_MAGIC)
            file.write(np.array([self.tree_count, self.node_count], dtype="<u4").tobytes())
            file.write(self.roots.astype("<u4").tobytes())
            for field, kind in _NODE_FIELDS:
                file.write(getattr(self, field).astype(kind).tobytes())

    @classmethod
    def read(cls, path: Path) -> "Trees":
        """Read ``trees.bin``.

        Raises
        ------
        ValueError
            If it is not one, or is cut short.
        """
        content = path.read_bytes()
        if content[:8] != _MAGIC:
            raise ValueError(f"{path.name} does not begin with {_MAGIC.decode()}")
        tree_count, node_count = (int(count) for count in np.frombuffer(content, "<u4", 2, 8))
        offset = 16
        arrays = {}
        for field, kind in (("roots", "<u4"), *_NODE_FIELDS):
            count = tree_count if field == "roots" else node_count
            arrays[field] = np.frombuffer(content, kind, count, offset)
            offset += arrays[field].nbytes
        if offset != len(content):
            raise ValueError(f"{path.name} has {len(content)} bytes, {offset} expected")
        return cls(**arrays)


def strict_threshold(thresholds: np.ndarray) -> np.ndarray:
    """Float32 bounds b such that ``x < b`` says of every float32 x what ``x <= t`` says with the float64 t."""
    with np.errstate(over="ignore"):
        nearest = thresholds.astype(np.float32)
    above = nearest.astype(np.float64) > thresholds
    largest = np.where(above, np.nextafter(nearest, np.float32(-np.inf)), nearest)
    return np.nextafter(largest, np.float32(np.inf))


def join_trees(parts: list[dict]) -> Trees:
    """Put trees one after another; their ``left`` and ``right`` count from the tree's own root at 0.

    Parameters
    ----------
    parts : list of dict
        For each tree the node arrays of :class:`Trees`, leaves marked by feature −1.
    """
    sizes = np.array([part["feature"].size for part in parts], dtype=np.int64)
    roots = np.concatenate([[0], np.cumsum(sizes)[:-1]])
    if sizes.sum() >= 2**31:
        raise ValueError("more nodes than trees.bin can hold")
    joined: dict[str, list] = {field: [] for field, _ in _NODE_FIELDS}
    for root, part in zip(roots, parts, strict=True):
        leaf = part["feature"] < 0
        for field in ("left", "right"):
            joined[field].append(np.where(leaf, 0, part[field] + root))
        joined["value"].append(np.where(leaf, part["value"], 0))
        joined["threshold"].append(np.where(leaf, 0, part["threshold"]))
        joined["default_left"].append(np.where(leaf, 0, part["default_left"]))
        for field in ("feature", "cover"):
            joined[field].append(part[field])
    arrays = {field: np.concatenate(joined[field]).astype(kind) for field, kind in _NODE_FIELDS}
    return Trees(roots=roots.astype("<u4"), **arrays)
