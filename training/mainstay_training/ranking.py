"""How well single columns order customers."""

import numpy as np
from scipy.stats import rankdata


def roc_auc(left: np.ndarray, score: np.ndarray) -> float:
    """Chance that a leaver's score is above that of one who stayed, ties counting half; 0.5 if a class is empty."""
    positives = int(left.sum())
    negatives = left.size - positives
    if positives == 0 or negatives == 0:
        return 0.5
    ranks = rankdata(score)
    return float((ranks[left == 1].sum() - positives * (positives + 1) / 2) / (positives * negatives))


def bin_codes(values: np.ndarray, bins: int) -> tuple[np.ndarray, np.ndarray]:
    """Put numbers into bins of about equal count.

    Returns
    -------
    array of int, array of float
        Bin of each value (the last one after all for NaN), and the inner edges; bins are [a, b).
    """
    present = values[~np.isnan(values)]
    if present.size == 0:
        return np.zeros(values.size, dtype=np.int64), np.empty(0)
    edges = np.unique(np.quantile(present, np.arange(1, bins) / bins))
    edges = edges[edges > present.min()]
    codes = np.searchsorted(edges, values, side="right")
    return np.where(np.isnan(values), edges.size + 1, codes), edges


def group_rates(left: np.ndarray, codes: np.ndarray, groups: int, strength: float = 5.0) -> np.ndarray:
    """Churn rate per group, drawn towards the overall rate as by ``strength`` further customers."""
    counts = np.bincount(codes, minlength=groups)
    leavers = np.bincount(codes, weights=left, minlength=groups)
    return (leavers + strength * left.mean()) / (counts + strength)


def out_of_fold_rates(left: np.ndarray, codes: np.ndarray, folds: np.ndarray) -> np.ndarray:
    """Churn rate of each row's group among the rows of the other folds."""
    groups = int(codes.max()) + 1
    rates = np.empty(left.size)
    for fold in np.unique(folds):
        held = folds == fold
        rates[held] = group_rates(left[~held], codes[~held], groups)[codes[held]]
    return rates


def out_of_fold_auc(left: np.ndarray, codes: np.ndarray, folds: np.ndarray) -> float:
    """ROC AUC of :func:`out_of_fold_rates`, measured within each fold and averaged.

    Within, because the rates of different folds have different priors: pooled, a useless column would seem to order
    customers backwards.
    """
    rates = out_of_fold_rates(left, codes, folds)
    return float(np.mean([roc_auc(left[folds == fold], rates[folds == fold]) for fold in np.unique(folds)]))
