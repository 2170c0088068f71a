"""What changed in the training rows since an earlier model."""

from pathlib import Path

import numpy as np
import pandas as pd

from .checked import Customers, Profile
from .explore import wilson
from .files import read_json

_FLOOR = 1e-4
"""Share that an empty bin counts as, so that one customer more or less in it does not make the index infinite."""
_MOST_NEW = 20


def population_stability(before: np.ndarray, now: np.ndarray) -> float:
    """Population stability index of two lists of shares."""
    p, q = np.maximum(before, _FLOOR), np.maximum(now, _FLOOR)
    return float(((q - p) * np.log(q / p)).sum())


def jensen_shannon(before: np.ndarray, now: np.ndarray) -> float:
    """Jensen-Shannon divergence of two lists of shares in bits, 0 to 1."""
    middle = (before + now) / 2

    def divergence(shares: np.ndarray) -> float:
        there = shares > 0
        return float((shares[there] * np.log2(shares[there] / middle[there])).sum())

    return min(1.0, max(0.0, (divergence(before) + divergence(now)) / 2))


def _shares(values: np.ndarray, before: dict) -> tuple[np.ndarray, np.ndarray, float, list[dict]]:
    """Shares before and now in the earlier bins, missing last; the missing share now; categories that are new."""
    missing = pd.isna(values)
    missing_share = float(missing.mean())
    present = values[~missing]
    if before["kind"] == "number":
        edges, known = np.array(before["edges"]), np.array(before["shares"])
        counts = np.bincount(np.searchsorted(edges, present.astype(np.float64), side="right"), minlength=known.size)
        new = []
    else:
        found = pd.Series(present, dtype=object).value_counts()
        strange = sorted(set(found.index) - set(before["shares"]), key=lambda value: (-found[value], value))
        new = [{"value": value, "share": float(found[value] / values.size)} for value in strange[:_MOST_NEW]]
        names = [*before["shares"], *strange]
        known = np.array([before["shares"].get(name, 0.0) for name in names])
        counts = np.array([found.get(name, 0) for name in names])
    then = np.append(known * (1 - before["missingShare"]), before["missingShare"])
    return then, np.append(counts, missing.sum()) / values.size, missing_share, new


def data_changes(previous: Path, training: Customers, profile: Profile, names: list[str]) -> dict:
    """``dataChanges`` of ``metrics.json``.

    Parameters
    ----------
    previous : Path
        Bundle of the earlier model, or its ``baseline.json`` (then its churn rate is not known).
    training : Customers
        Training rows of the new model.
    profile : Profile
        What the columns mean.
    names : list of str
        Features of the new model.

    Raises
    ------
    TrainingFailure
        ``file-not-found`` or ``unreadable-file``, naming the file.
    """
    folder = previous if previous.is_dir() else previous.parent
    before = read_json(folder / "baseline.json" if previous.is_dir() else previous)
    exploration = folder / "exploration.json"
    churn_before = read_json(exploration)["churnRate"] if exploration.is_file() else None
    kinds = {name: "number" if profile.is_number(name) else "category" for name in names}
    comparable = [name for name in names if before["features"].get(name, {}).get("kind") == kinds[name]]
    features = []
    for name in comparable:
        earlier = before["features"][name]
        then, now, missing, new = _shares(training.features[name].to_numpy(), earlier)
        features.append(
            {
                "feature": name,
                "populationStability": population_stability(then, now),
                "jensenShannon": jensen_shannon(then, now),
                "missingShareBefore": earlier["missingShare"],
                "missingShare": missing,
                "newCategories": new,
            }
        )
    return {
        "previousCustomers": before["customers"],
        "customers": len(training),
        "previousChurnRate": churn_before,
        "churnRate": wilson(int(training.left.sum()), len(training)),
        "features": sorted(features, key=lambda entry: (-entry["populationStability"], entry["feature"])),
        "onlyNow": [name for name in names if name not in comparable],
        "onlyBefore": sorted(set(before["features"]) - set(comparable)),
    }
