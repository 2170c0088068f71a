"""Figures of a model on rows it never saw, each as a function of row weights, so that all rounds are one pass."""

from dataclasses import dataclass

import numpy as np

from .bootstrap import Resamples, estimate, in_rounds
from .calibration import log_losses

_BINS = 10


def tie_starts(ordered: np.ndarray) -> np.ndarray:
    """Where each run of equal values begins."""
    return np.flatnonzero(np.concatenate([[True], ordered[1:] != ordered[:-1]]))


def weighted_auc(weights: np.ndarray, left: np.ndarray, starts: np.ndarray) -> np.ndarray:
    """ROC AUC per round; rows in ascending order of score, ties starting at ``starts``."""
    positive = np.add.reduceat(weights * left, starts, axis=1)
    negative = np.add.reduceat(weights * (1 - left), starts, axis=1)
    below = np.cumsum(negative, axis=1) - 0.5 * negative
    return (positive * below).sum(axis=1) / (positive.sum(axis=1) * negative.sum(axis=1))


def weighted_average_precision(weights: np.ndarray, left: np.ndarray, starts: np.ndarray) -> np.ndarray:
    """Average precision per round; rows in descending order of score."""
    positive = np.add.reduceat(weights * left, starts, axis=1)
    reached = np.cumsum(np.add.reduceat(weights, starts, axis=1), axis=1)
    precision = np.cumsum(positive, axis=1) / np.maximum(reached, 1)
    return (precision * positive).sum(axis=1) / positive.sum(axis=1)


def weighted_calibration_error(weights: np.ndarray, left: np.ndarray, probability: np.ndarray) -> np.ndarray:
    """Expected calibration error per round over 10 bins of equal weight; rows in ascending order of probability."""
    total = weights.sum(axis=1, keepdims=True)
    middle = np.cumsum(weights, axis=1) - 0.5 * weights
    bins = np.minimum((middle * _BINS / total).astype(np.int64), _BINS - 1)
    rounds = len(weights)
    cells = (bins + _BINS * np.arange(rounds)[:, None]).ravel()
    gap = np.bincount(cells, weights=(weights * (left - probability)).ravel(), minlength=rounds * _BINS)
    return np.abs(gap.reshape(rounds, _BINS)).sum(axis=1) / total[:, 0]


@dataclass(frozen=True)
class Judged:
    """A model's answers on the test rows.

    Parameters
    ----------
    left : array of shape (n,)
        What the customers did.
    probability : array of shape (n,)
        What the model said.
    contacted : array of bool of shape (n,)
        Whom it would contact.
    """

    left: np.ndarray
    probability: np.ndarray
    contacted: np.ndarray


def _with_interval(resamples: Resamples, of_weights, columns=None, centred: bool = False) -> dict:
    ones = np.ones((1, resamples.rows))
    with np.errstate(invalid="ignore", divide="ignore"):
        value = of_weights(ones)[0]
    rounds = in_rounds(resamples, of_weights, columns)
    return estimate(0.0 if np.isnan(value) else value, rounds, centred)


def ordering_figures(left: np.ndarray, probability: np.ndarray, resamples: Resamples) -> dict:
    """ROC AUC and log loss with intervals."""
    order = np.argsort(probability, kind="stable")
    starts = tie_starts(probability[order])
    losses = log_losses(left, probability)
    return {
        "rocAuc": _with_interval(resamples, lambda w: weighted_auc(w, left[order], starts), order),
        "logLoss": _with_interval(resamples, lambda w: (w @ losses) / w.sum(axis=1)),
    }


def all_figures(judged: Judged, resamples: Resamples) -> dict:
    """The ``Figures`` of ``core/lifecycle/metrics.ts``."""
    left, probability = judged.left, judged.probability
    ascending = np.argsort(probability, kind="stable")
    descending = np.argsort(-probability, kind="stable")
    falling = tie_starts(probability[descending])
    squared = (probability - left) ** 2
    contacted = judged.contacted.astype(float)
    hits, right = contacted * left, (contacted == left).astype(float)

    def ratio(above: np.ndarray, below: np.ndarray):
        return lambda w: (w @ above) / (w @ below)

    ones = np.ones(left.size)
    return {
        **ordering_figures(left, probability, resamples),
        "prAuc": _with_interval(
            resamples, lambda w: weighted_average_precision(w, left[descending], falling), descending
        ),
        "brier": _with_interval(resamples, ratio(squared, ones)),
        "calibrationError": _with_interval(
            resamples,
            lambda w: weighted_calibration_error(w, left[ascending], probability[ascending]),
            ascending,
            centred=True,
        ),
        "precision": _with_interval(resamples, ratio(hits, contacted)),
        "recall": _with_interval(resamples, ratio(hits, left.astype(float))),
        "f1": _with_interval(resamples, ratio(2 * hits, contacted + left)),
        "accuracy": _with_interval(resamples, ratio(right, ones)),
    }
