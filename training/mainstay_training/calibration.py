"""From log-odds to probabilities that come true, learnt on rows the model never saw."""

import numpy as np

from .config import PROBABILITY_MARGIN

_SMALLEST_BLOCK = 50
_SMALLEST_BLOCK_SHARE = 0.02
_SMALLEST_STEP = 0.05
"""Points of the isotonic curve stand at least so far apart in log-odds: a steeper curve would blow rounding up."""


def apply_calibration(document: dict, margin: np.ndarray) -> np.ndarray:
    """Probabilities; ``document`` is the ``calibration`` of ``model.json``."""
    if document["kind"] == "sigmoid":
        u = document["slope"] * margin + document["intercept"]
        return np.exp(-np.logaddexp(0.0, -u))
    return np.interp(margin, document["x"], document["y"])


def fit_sigmoid(margin: np.ndarray, left: np.ndarray) -> dict:
    """Slope and intercept of most likelihood (Platt 1999), with his smoothed targets."""
    positives = left.sum()
    targets = np.where(left == 1, (positives + 1) / (positives + 2), 1 / (left.size - positives + 2))
    columns = np.column_stack([margin, np.ones(left.size)])
    weights = np.array([1.0, 0.0])
    for _ in range(100):
        p = np.exp(-np.logaddexp(0.0, -(columns @ weights)))
        gradient = columns.T @ (p - targets)
        hessian = (columns * (p * (1 - p))[:, None]).T @ columns + 1e-9 * np.eye(2)
        step = np.linalg.solve(hessian, gradient)
        weights = weights - step * min(1.0, 5.0 / max(np.abs(step).max(), 1e-12))
        if np.abs(step).max() < 1e-10:
            break
    return {"kind": "sigmoid", "slope": float(max(weights[0], 1e-6)), "intercept": float(weights[1])}


def _rising(rates: np.ndarray, weights: np.ndarray) -> list[list[float]]:
    """Pool adjacent violators: blocks [rate, weight, number of points] with rising rates."""
    blocks: list[list[float]] = []
    for rate, weight in zip(rates, weights, strict=True):
        blocks.append([rate, weight, 1])
        while len(blocks) > 1 and blocks[-2][0] >= blocks[-1][0]:
            rate2, weight2, count2 = blocks.pop()
            rate1, weight1, count1 = blocks.pop()
            total = weight1 + weight2
            blocks.append([(rate1 * weight1 + rate2 * weight2) / total, total, count1 + count2])
    return blocks


def fit_isotonic(margin: np.ndarray, left: np.ndarray) -> dict | None:
    """A rising curve of straight lines through the centres of pooled groups; None if it would be flat.

    Lines between the centres rather than steps, so that customers keep their order.
    """
    order = np.argsort(margin, kind="stable")
    size = max(_SMALLEST_BLOCK, int(_SMALLEST_BLOCK_SHARE * left.size))
    groups = np.array_split(order, max(2, left.size // size))
    x = np.array([margin[group].mean() for group in groups])
    smoothed = np.array([(left[group].sum() + left.mean()) / (group.size + 1) for group in groups])
    weights = np.array([group.size for group in groups], dtype=float)
    points: list[tuple[float, float]] = []
    start = 0
    for rate, _, count in _rising(smoothed, weights):
        members = slice(start, start + int(count))
        start += int(count)
        centre = float(np.average(x[members], weights=weights[members]))
        if not points or centre - points[-1][0] >= _SMALLEST_STEP:
            points.append((centre, float(np.clip(rate, PROBABILITY_MARGIN, 1 - PROBABILITY_MARGIN))))
    if len(points) < 2:
        return None
    return {"kind": "isotonic", "x": [point[0] for point in points], "y": [point[1] for point in points]}


def log_losses(left: np.ndarray, probability: np.ndarray) -> np.ndarray:
    """Log loss of each row."""
    p = np.clip(probability, 1e-15, 1 - 1e-15)
    return -np.where(left == 1, np.log(p), np.log1p(-p))


def _cross_fitted(fit, margin: np.ndarray, left: np.ndarray, folds: np.ndarray) -> np.ndarray | None:
    probability = np.empty(left.size)
    for fold in np.unique(folds):
        held = folds == fold
        document = fit(margin[~held], left[~held])
        if document is None:
            return None
        probability[held] = apply_calibration(document, margin[held])
    return probability


def choose_calibration(margin: np.ndarray, left: np.ndarray, folds: np.ndarray) -> tuple[dict, np.ndarray]:
    """Fit a calibration on out-of-fold log-odds.

    The sigmoid, unless the isotonic curve is better by more than two standard errors of the difference in log loss:
    the sigmoid keeps every customer's place and has less to overfit with.

    Parameters
    ----------
    margin : array of shape (n,)
        Out-of-fold log-odds.
    left : array of shape (n,)
        Labels.
    folds : array of shape (n,)
        Fold of each row; the curves are compared on folds they were not fitted on.

    Returns
    -------
    dict, array of shape (n,)
        The ``calibration`` of ``model.json``, and probabilities of which each was calibrated without its own fold.
    """
    sigmoid = _cross_fitted(fit_sigmoid, margin, left, folds)
    isotonic = _cross_fitted(fit_isotonic, margin, left, folds)
    if isotonic is not None:
        gain = log_losses(left, sigmoid) - log_losses(left, isotonic)
        document = fit_isotonic(margin, left)
        if document is not None and gain.mean() > 2 * gain.std() / np.sqrt(gain.size):
            return document, isotonic
    return fit_sigmoid(margin, left), sigmoid
