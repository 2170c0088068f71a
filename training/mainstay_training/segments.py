"""Figures of customer groups that the profile names."""

import itertools

import numpy as np
import pandas as pd

from .bootstrap import Resamples, estimate, in_rounds
from .checked import Customers, Profile
from .explore import wilson
from .figures import Judged, tie_starts, weighted_auc

_SMALLEST_CLASS = 10
"""Leavers and others that a group needs before its ROC AUC says anything."""


def _text(number: float) -> str:
    return str(int(number)) if number == int(number) else repr(float(number))


def groups_of(values: np.ndarray, feature: dict, cuts: list[float] | None) -> list[tuple[str, np.ndarray]]:
    """Name and members of each group of one feature, in order; groups are [a, b), empty ones are left out."""
    missing = pd.isna(values)
    if feature["kind"] == "category":
        known = feature["values"]
        named = [(value, values == value) for value in known]
        named.append(("other", ~missing & ~np.isin(values.astype(str), known)))
    else:
        edges = [-np.inf, *(cuts or []), np.inf]
        named = []
        for low, high in itertools.pairwise(edges):
            name = (
                f"{_text(low)}–{_text(high)}"
                if np.isfinite([low, high]).all()
                else (f"< {_text(high)}" if np.isfinite(high) else f"≥ {_text(low)}" if np.isfinite(low) else "all")
            )
            named.append((name, (values >= low) & (values < high)))
    named.append(("missing", missing))
    return [(name, members) for name, members in named if members.any()]


def segment_figures(customers: Customers, judged: Judged, profile: Profile, resamples: Resamples) -> list[dict]:
    """Churn, mean probability and ROC AUC of every group of the profile's segments, on the test rows."""
    table = []
    for segment in profile.document["segments"]:
        feature = profile.feature(segment["feature"])
        values = customers.features[segment["feature"]].to_numpy()
        for name, members in groups_of(values, feature, segment.get("cuts")):
            left, probability = judged.left[members], judged.probability[members]
            auc = None
            if min(left.sum(), left.size - left.sum()) >= _SMALLEST_CLASS:
                rows = np.flatnonzero(members)
                order = np.argsort(probability, kind="stable")
                starts, ordered = tie_starts(probability[order]), left[order]
                value = weighted_auc(np.ones((1, left.size)), ordered, starts)[0]
                rounds = in_rounds(resamples, lambda w, o=ordered, s=starts: weighted_auc(w, o, s), rows[order])
                auc = estimate(value, rounds)
            table.append(
                {
                    "feature": segment["feature"],
                    "group": name,
                    "customers": int(left.size),
                    "leavers": int(left.sum()),
                    "observedRate": wilson(int(left.sum()), int(left.size)),
                    "meanProbability": float(probability.mean()),
                    "rocAuc": auc,
                }
            )
    return table
