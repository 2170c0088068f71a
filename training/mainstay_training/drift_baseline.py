"""``baseline.json``: how the training rows looked, for drift and percentiles."""

import numpy as np
import pandas as pd

from .checked import Customers, Profile


def _describe(values: np.ndarray, is_number: bool) -> dict:
    missing = pd.isna(values)
    share = float(missing.mean())
    present = values[~missing]
    if not is_number:
        shares = pd.Series(present, dtype=object).value_counts(normalize=True).sort_index()
        return {
            "kind": "category",
            "shares": {str(value): float(part) for value, part in shares.items()},
            "missingShare": share,
        }
    present = present.astype(np.float64)
    edges = np.unique(np.quantile(present, np.arange(1, 10) / 10)) if present.size else np.empty(0)
    counts = np.bincount(np.searchsorted(edges, present, side="right"), minlength=edges.size + 1)
    return {
        "kind": "number",
        "edges": edges.tolist(),
        "shares": (counts / max(1, present.size)).tolist(),
        "missingShare": share,
        "mean": float(present.mean()) if present.size else 0.0,
        "median": float(np.median(present)) if present.size else 0.0,
    }


def drift_baseline(training: Customers, profile: Profile, names: list[str], probability: np.ndarray) -> dict:
    """The document of ``data/schemas/baseline.schema.json``.

    Parameters
    ----------
    training : Customers
        Training rows.
    profile : Profile
        What the columns mean.
    names : list of str
        Features of the encoder.
    probability : array of shape (n,)
        Calibrated out-of-fold probabilities.
    """
    histogram = np.bincount(np.minimum((probability * 20).astype(np.int64), 19), minlength=20)
    return {
        "format": "mainstay-baseline/1",
        "customers": len(training),
        "features": {name: _describe(training.features[name].to_numpy(), profile.is_number(name)) for name in names},
        "score": {
            "quantiles": np.quantile(probability, np.linspace(0, 1, 1001)).tolist(),
            "histogram": (histogram / probability.size).tolist(),
        },
    }
