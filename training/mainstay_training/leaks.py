"""Features that cannot be used: they give the answer away, or say nothing."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from .checked import Customers, Profile
from .config import LEAK_AUC
from .ranking import bin_codes, out_of_fold_auc, roc_auc

_ENOUGH = 20
"""Leavers and others needed among the present values before their order alone is judged."""


@dataclass(frozen=True)
class Leak:
    """A feature that alone separates the classes almost perfectly; ``dropped`` is False if the profile trusts it."""

    feature: str
    roc_auc_alone: float
    dropped: bool
    reason: str


def auc_alone(values: np.ndarray, left: np.ndarray, folds: np.ndarray, is_number: bool) -> float:
    """ROC AUC of one feature alone, 0.5 to 1, whichever way it points.

    Numbers by the order of their present values; categories by the churn rate of their value in other folds.
    """
    if not is_number:
        codes, _ = pd.factorize(values, use_na_sentinel=False)
        return max(0.5, out_of_fold_auc(left, codes, folds))
    present = ~np.isnan(values)
    auc = roc_auc(left[present], values[present])
    return max(auc, 1 - auc)


def _most_telling(values: np.ndarray, left: np.ndarray, folds: np.ndarray, is_number: bool) -> tuple[float, str]:
    """Largest AUC among all ways in which a feature could give the answer away, and that way in words."""
    if not is_number:
        missing = np.array([value is None for value in values])
        ways = [(auc_alone(values, left, folds, False), "its values")]
    else:
        missing = np.isnan(values)
        codes, _ = bin_codes(values, 20)
        ways = [(out_of_fold_auc(left, codes, folds), "its values")]
        leavers = int(left[~missing].sum())
        if min(leavers, int((~missing).sum()) - leavers) >= _ENOUGH:
            ways.append((auc_alone(values, left, folds, True), "its values"))
    if missing.any():
        auc = roc_auc(left, missing.astype(float))
        ways.append((max(auc, 1 - auc), "whether it is filled in"))
    return max(ways)


def find_leaks(customers: Customers, folds: np.ndarray, profile: Profile) -> list[Leak]:
    """Features whose AUC alone is above ``LEAK_AUC``, on training rows."""
    leaks = []
    for feature in profile.features:
        name = feature["name"]
        values = customers.features[name].to_numpy()
        auc, way = _most_telling(values, customers.left, folds, profile.is_number(name))
        if auc <= LEAK_AUC:
            continue
        trusted = feature.get("trusted") is True
        fate = "Kept, because the profile trusts it." if trusted else 'Left out; "trusted": true keeps it.'
        reason = (
            f"{name}: {way} alone tells leavers from the others with a ROC AUC of {auc:.3f} (above {LEAK_AUC}); it is"
            f" most likely known only after a customer has left. {fate}"
        )
        leaks.append(Leak(name, auc, not trusted, reason))
    return leaks


def find_constants(customers: Customers, profile: Profile) -> list[tuple[str, str]]:
    """Features with one value only on the training rows (missing counts as a value), with the reason in words."""
    found = []
    for name in profile.names:
        if customers.features[name].nunique(dropna=False) <= 1:
            only = customers.features[name].iloc[0]
            said = "nothing" if pd.isna(only) else f'"{only}"'
            found.append((name, f"{name}: holds {said} in every training row"))
    return found
