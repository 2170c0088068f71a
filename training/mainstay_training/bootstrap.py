"""Bootstrap intervals, the same resamples for every figure of every model, so that differences are paired."""

from collections.abc import Callable, Iterator

import numpy as np

_CELLS_AT_ONCE = 1_000_000


class Resamples:
    """How often each row is drawn in each round.

    Parameters
    ----------
    rows : int
        Rows to draw from, and drawn in each round.
    rounds : int
        Rounds.
    seed : int
        Seeds the draws.
    """

    def __init__(self, rows: int, rounds: int, seed: int):
        random = np.random.default_rng(seed)
        self.rows, self.rounds = rows, rounds
        self._counts = np.empty((rounds, rows), dtype=np.uint8)
        for index in range(rounds):
            self._counts[index] = np.bincount(random.integers(0, rows, rows), minlength=rows)

    def weights(self, columns: np.ndarray | None = None) -> Iterator[np.ndarray]:
        """Counts as float64 of shape (some rounds, n), for the rows in the order of ``columns``."""
        step = max(1, _CELLS_AT_ONCE // self.rows)
        for start in range(0, self.rounds, step):
            counts = self._counts[start : start + step]
            yield (counts if columns is None else counts[:, columns]).astype(np.float64)


def estimate(value: float, rounds: np.ndarray, centred: bool = False) -> dict:
    """A figure with the middle 95 % of its rounds.

    Parameters
    ----------
    value : float
        The figure on the rows themselves.
    rounds : array
        The figure in each round; rounds in which it does not exist (NaN) do not count.
    centred : bool
        Whether to move the interval so that its median is the figure: for figures that resampling itself makes
        larger, such as the calibration error.
    """
    rounds = rounds[~np.isnan(rounds)]
    if rounds.size == 0:
        return {"value": float(value), "low": float(value), "high": float(value)}
    low, middle, high = np.quantile(rounds, [0.025, 0.5, 0.975])
    shift = value - middle if centred else 0.0
    low, high = low + shift, high + shift
    if centred:
        low = max(low, 0.0)
    # A figure at the edge of its rounds (0, 1, or few distinct values) still belongs to its interval.
    return {"value": float(value), "low": float(min(low, value)), "high": float(max(high, value))}


def in_rounds(resamples: Resamples, of_weights: Callable[[np.ndarray], np.ndarray], columns=None) -> np.ndarray:
    """Apply a function of weights to all rounds."""
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.concatenate([of_weights(weights) for weights in resamples.weights(columns)])
