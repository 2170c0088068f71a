"""Would more data help? The chosen family and settings, fitted on parts of the training rows."""

import numpy as np

from .bootstrap import Resamples, estimate, in_rounds
from .calibration import apply_calibration, choose_calibration
from .candidate import Candidate
from .config import MINIMUM_LEAVERS
from .figures import tie_starts, weighted_auc
from .prepared import Prepared
from .progress import Progress

SHARES = (0.125, 0.25, 0.5)
_MOST_ROWS = 200_000
"""Parts of more rows are left out: by then a curve is flat, and fitting it would take longer than the model."""


def _fit_part(candidate: Candidate, prepared: Prepared, rows: np.ndarray) -> np.ndarray:
    """Probabilities of the test rows by a model made of these training rows alone, calibrated as the whole one is."""
    family, settings = candidate.scorer.family, candidate.document["settings"]
    seed = candidate.document["search"]["seed"]
    features, left = prepared.training.features.iloc[rows], prepared.training.left[rows]
    folds = prepared.folds[rows]

    def fit(learnt: np.ndarray, asked) -> np.ndarray:
        encoder = family.encoder(prepared.profile, prepared.features).fit(features[learnt])
        model = family.fit(encoder.transform(features[learnt]), left[learnt], settings, seed)
        return family.margin(family.raw(model, encoder.transform(asked)))

    margin = np.empty(rows.size)
    for fold in np.unique(folds):
        held = folds == fold
        margin[held] = fit(~held, features[held])
    calibration, _ = choose_calibration(margin, left, folds)
    return apply_calibration(calibration, fit(np.ones(rows.size, dtype=bool), prepared.test.features))


def _figures(left: np.ndarray, probability: np.ndarray, resamples: Resamples) -> dict:
    """ROC AUC and Brier score: the value, and one for each round."""
    order = np.argsort(probability, kind="stable")
    starts, ordered = tie_starts(probability[order]), left[order]
    squared = (probability - left) ** 2

    def auc(weights: np.ndarray) -> np.ndarray:
        return weighted_auc(weights, ordered, starts)

    def brier(weights: np.ndarray) -> np.ndarray:
        return (weights @ squared) / weights.sum(axis=1)

    ones = np.ones((1, left.size))
    return {
        "rocAuc": (float(auc(ones)[0]), in_rounds(resamples, auc, order)),
        "brier": (float(brier(ones)[0]), in_rounds(resamples, brier)),
    }


def learning_curve(
    candidate: Candidate, prepared: Prepared, probability: np.ndarray, resamples: Resamples, progress: Progress
) -> dict:
    """``learningCurve`` of ``metrics.json``.

    Each part holds the smaller ones; a part with too few of a class to learn from has no point.

    Parameters
    ----------
    candidate : Candidate
        The chosen one.
    prepared : Prepared
        Training and test rows.
    probability : array of shape (n,)
        What the model itself says of the test rows: the last point.
    resamples : Resamples
        Of the test rows; the same rounds for all points, so that their differences are paired.
    progress : Progress
        Told of each point.
    """
    training, left = prepared.training, prepared.test.left
    drawn = np.random.default_rng(candidate.document["search"]["seed"]).permutation(len(training))
    points, figures = [], {}
    for share in (*SHARES, 1.0):
        rows = np.sort(drawn[: round(share * len(training))])
        leavers = int(training.left[rows].sum())
        if share < 1:
            if min(leavers, rows.size - leavers) < MINIMUM_LEAVERS or rows.size > _MOST_ROWS:
                continue
            progress.update(len(points), len(SHARES) + 1, f"Learning from {rows.size:,} of {len(training):,} customers")
            figures[share] = _figures(left, _fit_part(candidate, prepared, rows), resamples)
        else:
            figures[share] = _figures(left, probability, resamples)
        named = {name: estimate(value, rounds) for name, (value, rounds) in figures[share].items()}
        points.append({"share": share, "customers": int(rows.size), "leavers": leavers, **named})
    gain = None
    if 0.5 in figures:
        gain = {}
        for name, better in (("rocAuc", 1), ("brier", -1)):
            (whole, of_whole), (half, of_half) = figures[1.0][name], figures[0.5][name]
            gain[name] = estimate(better * (whole - half), better * (of_whole - of_half))
    return {"points": points, "lastDoubling": gain}
