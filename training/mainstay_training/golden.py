"""``golden.json``: rows by which the serving engine proves that it says what the Python model says."""

import numpy as np
import pandas as pd

from .checked import Customers, Profile

_REAL, _CHANGED = 160, 160
UNSEEN = "never seen in training"
"""A text that no profile lists."""


def _edges_of(document: dict, thresholds: dict[int, np.ndarray]) -> dict[str, np.ndarray]:
    """For each number the values at which the model changes its mind, with their neighbours on both sides."""
    edges = {}
    for feature in document["features"]:
        if feature["kind"] != "number":
            continue
        exact = thresholds.get(feature["column"], np.empty(0)).astype(np.float64)
        exact = exact[np.isfinite(exact)]  # ∞ only tells missing values from others: nothing lies at its edge
        if feature["clip"] is not None:
            exact = np.concatenate([exact, feature["clip"]])
        narrow = exact.astype(np.float32)
        below = np.nextafter(narrow, np.float32(-np.inf)).astype(np.float64)
        # Halfway to the neighbour: where rounding to float32 decides.
        edges[feature["feature"]] = np.concatenate([exact, below, (exact + below) / 2])
    return edges


def golden_features(
    training: Customers,
    test: Customers,
    profile: Profile,
    document: dict,
    thresholds: dict[int, np.ndarray],
    seed: int,
) -> pd.DataFrame:
    """Rows to be scored: real ones, and real ones with gaps, unseen texts, extremes and values on edges.

    Parameters
    ----------
    training, test : Customers
        Where the real rows come from; labels are not looked at.
    profile : Profile
        What the columns mean.
    document : dict
        The fitted encoder.
    thresholds : dict of int to array
        Split points of the model by column; empty for the linear family.
    seed : int
        Seeds the draws.
    """
    random = np.random.default_rng(seed)
    pool = pd.concat([test.features, training.features.head(_REAL)], ignore_index=True)
    rows = pool.iloc[random.integers(0, len(pool), _REAL + _CHANGED)].reset_index(drop=True).astype(object)
    edges = _edges_of(document, thresholds)
    names = profile.names
    column_of = {name: rows.columns.get_loc(name) for name in names}
    for index in range(_REAL, len(rows)):
        way = index % 4
        some = random.choice(names, size=min(len(names), 1 + int(random.integers(0, 4))), replace=False)
        for name in names if way == 3 else some:
            at = (index, column_of[name])
            if way == 0:
                rows.iloc[at] = None
            elif not profile.is_number(name):
                if way < 3:
                    rows.iloc[at] = UNSEEN
            elif way == 1:
                present = training.features[name].dropna()
                rows.iloc[at] = float(random.choice([0.0, -1.0, 1e6, -1e6, 1e30, present.max(), present.min()]))
            elif edges.get(name, np.empty(0)).size:
                rows.iloc[at] = float(random.choice(edges[name]))
    rows.iloc[_REAL, :] = None  # a customer of whom nothing is known
    return pd.DataFrame(
        {name: rows[name].astype(np.float64) if profile.is_number(name) else _texts(rows[name]) for name in names}
    )


def _texts(column: pd.Series) -> np.ndarray:
    values = column.to_numpy(dtype=object)
    return np.where(pd.isna(values), None, values)


def golden_document(features: pd.DataFrame, scores, encoder_names: list[str]) -> dict:
    """The document of ``data/schemas/golden.schema.json``; ``scores`` are the model's own of these rows."""
    rows = []
    for index, record in enumerate(features.to_dict("records")):
        contributions = scores.contributions.by_feature[index]
        rows.append(
            {
                "features": {name: None if pd.isna(value) else value for name, value in record.items()},
                "raw": float(scores.raw[index]),
                "probability": float(scores.probability[index]),
                "bias": float(scores.contributions.bias[index]),
                "contributions": dict(zip(encoder_names, contributions.tolist(), strict=True)),
            }
        )
    return {"format": "mainstay-golden/1", "rows": rows}
