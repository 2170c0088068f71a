"""The two baselines that every model must beat."""

import itertools
from dataclasses import dataclass

import numpy as np
import pandas as pd

from .calibration import log_losses
from .checked import Customers, Profile
from .ranking import bin_codes, group_rates, out_of_fold_rates

_BINS = 5


@dataclass(frozen=True)
class Baseline:
    """What a rule says: out of fold of the training rows, and of the test rows."""

    name: str
    note: str
    out_of_fold: np.ndarray
    test: np.ndarray


def majority(training: Customers, test: Customers, folds: np.ndarray) -> Baseline:
    """Everyone leaves with the same probability."""
    everyone = np.zeros(len(training), dtype=np.int64)
    rate = float(training.left.mean())
    return Baseline(
        "majority",
        f"Everyone is given the training customers' churn rate, {rate:.1%}",
        out_of_fold_rates(training.left, everyone, folds),
        np.full(len(test), rate),
    )


def _groups(values: np.ndarray, test_values: np.ndarray, is_number: bool) -> tuple[np.ndarray, np.ndarray, list[str]]:
    """Group of each training and test row, and the groups in words; the last but one is missing, the last unseen."""
    if is_number:
        codes, edges = bin_codes(values, _BINS)
        test_codes = np.where(np.isnan(test_values), edges.size + 1, np.searchsorted(edges, test_values, side="right"))
        if edges.size == 0:
            return codes, test_codes, ["any", "missing", "unseen"]
        middle = [f"{low:g} to {high:g}" for low, high in itertools.pairwise(edges)]
        return codes, test_codes, [f"below {edges[0]:g}", *middle, f"from {edges[-1]:g}", "missing", "unseen"]
    known = sorted({value for value in values if value is not None})
    place = {value: index for index, value in enumerate(known)}
    place[None] = len(known)

    def code(column: np.ndarray) -> np.ndarray:
        return np.array([place.get(value, len(known) + 1) for value in column], dtype=np.int64)

    return code(values), code(test_values), [*known, "missing", "unseen"]


def one_rule(training: Customers, test: Customers, folds: np.ndarray, profile: Profile, names: list[str]) -> Baseline:
    """The churn rate of the customer's group by the one feature that foretells best (1R, Holte 1993).

    The feature is chosen by out-of-fold log loss on the training rows.
    """
    best: tuple[float, str, np.ndarray] | None = None
    for name in names:
        values = training.features[name].to_numpy()
        codes, _, _ = _groups(values, values, profile.is_number(name))
        rates = out_of_fold_rates(training.left, codes, folds)
        loss = float(log_losses(training.left, rates).mean())
        if best is None or loss < best[0]:
            best = (loss, name, rates)
    _, name, rates = best
    codes, test_codes, words = _groups(
        training.features[name].to_numpy(), test.features[name].to_numpy(), profile.is_number(name)
    )
    by_group = group_rates(training.left, codes, len(words))
    counts = pd.Series(codes).value_counts()
    said = [f"{word} {by_group[group]:.1%}" for group, word in enumerate(words) if counts.get(group, 0)]
    shown = said if len(said) <= 8 else [*said[:8], "…"]
    return Baseline("one-rule", f"Churn rate by {name}: {', '.join(shown)}", rates, by_group[test_codes])
