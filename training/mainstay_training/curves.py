"""Curves and tables of the chosen model on the test rows."""

import numpy as np

from .bootstrap import Resamples, estimate, in_rounds
from .explore import wilson
from .figures import Judged, tie_starts

_MOST_POINTS = 201


def _thin(points: list[dict]) -> list[dict]:
    """At most ``_MOST_POINTS`` points, the first and last among them."""
    if len(points) <= _MOST_POINTS:
        return points
    kept = np.unique(np.linspace(0, len(points) - 1, _MOST_POINTS).round().astype(int))
    return [points[index] for index in kept]


def _reached(judged: Judged) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Leavers and others reached, from the highest probability down to each distinct one, and that probability."""
    order = np.argsort(-judged.probability, kind="stable")
    left = judged.left[order]
    ends = np.append(tie_starts(judged.probability[order])[1:], left.size) - 1
    return np.cumsum(left)[ends], np.cumsum(1 - left)[ends], judged.probability[order][ends]


def roc_curve(judged: Judged) -> list[dict]:
    """ROC curve from (0, 0) to (1, 1), each point with the lowest probability that it reaches; 1 for the first."""
    leavers, others, lowest = _reached(judged)
    points = [{"falsePositiveRate": 0.0, "truePositiveRate": 0.0, "threshold": 1.0}]
    for hit, wrong, threshold in zip(leavers / leavers[-1], others / others[-1], lowest, strict=True):
        point = {"falsePositiveRate": float(wrong), "truePositiveRate": float(hit), "threshold": float(threshold)}
        points.append(point)
    return _thin(points)


def pr_curve(judged: Judged) -> list[dict]:
    """Precision against recall, by rising recall."""
    leavers, others, _ = _reached(judged)
    precision = leavers / (leavers + others)
    points = [{"recall": 0.0, "precision": float(precision[0])}]
    for recall, share in zip(leavers / leavers[-1], precision, strict=True):
        points.append({"recall": float(recall), "precision": float(share)})
    return _thin(points)


def calibration_bins(judged: Judged) -> list[dict]:
    """Ten groups of equal size by probability: what was said and what came true."""
    bins = []
    for group in np.array_split(np.argsort(judged.probability, kind="stable"), 10):
        if group.size == 0:
            continue
        rate = wilson(int(judged.left[group].sum()), int(group.size))
        bins.append(
            {
                "customers": int(group.size),
                "meanProbability": float(judged.probability[group].mean()),
                "observedRate": rate["value"],
                "low": rate["low"],
                "high": rate["high"],
            }
        )
    return bins


def deciles(judged: Judged, resamples: Resamples) -> list[dict]:
    """Tenths of the customers, highest probability first, with their lift over the overall rate."""
    order = np.argsort(-judged.probability, kind="stable")
    left = judged.left[order]
    tenth = np.empty(left.size, dtype=np.int64)
    for index, group in enumerate(np.array_split(np.arange(left.size), 10)):
        tenth[group] = index

    def lifts(weights: np.ndarray) -> np.ndarray:
        total = weights.sum(axis=1, keepdims=True)
        bins = np.minimum(((np.cumsum(weights, axis=1) - 0.5 * weights) * 10 / total).astype(np.int64), 9)
        cells = (bins + 10 * np.arange(len(weights))[:, None]).ravel()
        size = len(weights) * 10
        leavers = np.bincount(cells, weights=(weights * left).ravel(), minlength=size).reshape(-1, 10)
        counts = np.bincount(cells, weights=weights.ravel(), minlength=size).reshape(-1, 10)
        return leavers / counts / ((weights @ left) / total[:, 0])[:, None]

    rounds = in_rounds(resamples, lifts, order)
    table, so_far, rate = [], 0, left.mean()
    for index in range(10):
        inside = left[tenth == index]
        if inside.size == 0:
            continue
        so_far += int(inside.sum())
        table.append(
            {
                "decile": index + 1,
                "customers": int(inside.size),
                "leavers": int(inside.sum()),
                "rate": float(inside.mean()),
                "lift": estimate(inside.mean() / rate, rounds[:, index]),
                "cumulativeRecall": so_far / int(left.sum()),
            }
        )
    return table


def profit_curve(judged: Judged, value: np.ndarray | None, policy: dict, resamples: Resamples) -> list[dict]:
    """Expected profit per customer of the base, by the share of customers contacted.

    Parameters
    ----------
    judged : Judged
        The model's answers.
    value : array of shape (n,) or None
        Value that would leave with each customer, major units; None gives no curve.
    policy : dict
        ``policy`` of the profile.
    resamples : Resamples
        Rounds for the intervals.
    """
    if value is None:
        return []
    order = np.argsort(-judged.probability, kind="stable")
    kept = policy["successRate"] * value[order] * judged.left[order]
    shares = np.linspace(0, 1, 51)

    def profits(weights: np.ndarray) -> np.ndarray:
        total = weights.sum(axis=1)
        reached, saved = np.cumsum(weights, axis=1), np.cumsum(weights * kept, axis=1)
        result = np.zeros((len(weights), shares.size))
        for row in range(len(weights)):
            saved_here = np.interp(shares[1:] * total[row], reached[row], saved[row])
            result[row, 1:] = saved_here / total[row] - policy["contactCost"] * shares[1:]
        return result

    exact = profits(np.ones((1, order.size)))[0]
    rounds = in_rounds(resamples, profits, order)
    everyone = exact[-1]
    return [
        {
            "share": float(share),
            "profitPerCustomer": (figure := estimate(exact[index], rounds[:, index]))["value"],
            "low": figure["low"],
            "high": figure["high"],
            "randomProfitPerCustomer": float(everyone * share),
        }
        for index, share in enumerate(shares)
    ]
