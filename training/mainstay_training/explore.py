"""``exploration.json``: what the training rows look like."""

import math

import numpy as np
import pandas as pd

from .checked import Customers, Profile
from .leaks import Leak, auc_alone
from .ranking import bin_codes

_Z = 1.959963984540054
_BINS = 10
_MOST_PAIRS = 50
_WEAKEST_PAIR = 0.1
_MOST_VALUES = 50


def wilson(leavers: int, customers: int) -> dict | None:
    """A rate with its 95 % interval (Wilson 1927); None for an empty group."""
    if customers == 0:
        return None
    rate = leavers / customers
    centre = (rate + _Z**2 / (2 * customers)) / (1 + _Z**2 / customers)
    spread = _Z / (1 + _Z**2 / customers) * math.sqrt(rate * (1 - rate) / customers + _Z**2 / (4 * customers**2))
    # The ends are drawn to the rate where rounding put them past it.
    return {"value": rate, "low": min(rate, max(0.0, centre - spread)), "high": max(rate, min(1.0, centre + spread))}


def _number(name: str, values: np.ndarray, left: np.ndarray, folds: np.ndarray) -> dict:
    present = values[~np.isnan(values)]
    base = {"feature": name, "kind": "number", "missing": int(np.isnan(values).sum())}
    if present.size == 0:
        empty = dict.fromkeys(("mean", "standardDeviation", "min", "max"), 0.0)
        return {**base, "distinct": 0, **empty, "quartiles": [0.0] * 3, "outliers": 0, "bins": [], "rocAucAlone": 0.5}
    q1, q2, q3 = np.quantile(present, [0.25, 0.5, 0.75])
    far = 3 * (q3 - q1)
    codes, edges = bin_codes(values, _BINS)
    bounds = [present.min(), *edges, present.max()]
    bins = []
    for index in range(edges.size + 1):
        inside = codes == index
        rate = wilson(int(left[inside].sum()), int(inside.sum()))
        bins.append({"from": bounds[index], "to": bounds[index + 1], "customers": int(inside.sum()), "churnRate": rate})
    return {
        **base,
        "distinct": int(np.unique(present).size),
        "mean": present.mean(),
        "standardDeviation": present.std(),
        "min": present.min(),
        "quartiles": [q1, q2, q3],
        "max": present.max(),
        "outliers": int(((present < q1 - far) | (present > q3 + far)).sum()),
        "bins": bins,
        "rocAucAlone": auc_alone(values, left, folds, True),
    }


def _category(name: str, values: np.ndarray, left: np.ndarray, folds: np.ndarray) -> dict:
    table = pd.DataFrame({"value": values, "left": left}).dropna(subset="value").groupby("value")["left"]
    counts = table.agg(["size", "sum"]).reset_index().sort_values(["size", "value"], ascending=[False, True])
    return {
        "feature": name,
        "kind": "category",
        "missing": int(pd.isna(values).sum()),
        "distinct": len(counts),
        "values": [
            {"value": value, "customers": int(size), "churnRate": wilson(int(leavers), int(size))}
            for value, size, leavers in counts.head(_MOST_VALUES).itertuples(index=False)
        ],
        "rocAucAlone": auc_alone(values, left, folds, False),
    }


def _correlations(customers: Customers, profile: Profile) -> list[dict]:
    names = [name for name in profile.names if profile.is_number(name) and customers.features[name].nunique() > 1]
    table = customers.features[names].rank().corr(min_periods=30).to_numpy()
    pairs = [
        {"a": a, "b": b, "spearman": float(np.clip(table[i, i + 1 + j], -1, 1))}
        for i, a in enumerate(names)
        for j, b in enumerate(names[i + 1 :])
        if abs(table[i, i + 1 + j]) >= _WEAKEST_PAIR
    ]
    return sorted(pairs, key=lambda pair: (-abs(pair["spearman"]), pair["a"], pair["b"]))[:_MOST_PAIRS]


def explore(
    customers: Customers,
    folds: np.ndarray,
    profile: Profile,
    leaks: list[Leak],
    duplicates: int,
    touch: dict[str, int] | None = None,
) -> dict:
    """Describe the training rows; the document of ``data/schemas/exploration.schema.json``.

    Parameters
    ----------
    customers : Customers
        Training rows.
    folds : array of shape (n,)
        Fold of each row.
    profile : Profile
        What the columns mean.
    leaks : list of Leak
        What the leak scan found.
    duplicates : int
        Rows that were left out before the split.
    touch : dict of str to int or None
        Rows by what outreach did, if the data say so.
    """
    left = customers.left
    features = []
    for name in profile.names:
        describe = _number if profile.is_number(name) else _category
        features.append(describe(name, customers.features[name].to_numpy(), left, folds))
    return {
        "format": "mainstay-exploration/1",
        "customers": len(customers),
        "leavers": int(left.sum()),
        "churnRate": wilson(int(left.sum()), len(customers)),
        "duplicates": duplicates,
        **({} if touch is None else {"touch": touch}),
        "features": features,
        "correlations": _correlations(customers, profile),
        "leaks": [
            {"feature": k.feature, "rocAucAlone": k.roc_auc_alone, "dropped": k.dropped, "reason": k.reason}
            for k in leaks
        ],
    }
