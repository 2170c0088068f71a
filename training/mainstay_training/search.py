"""Looking for the settings of a family, by cross-validated log loss."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from time import monotonic

import numpy as np

from .checkpoint import Checkpoint
from .config import SearchConfig
from .families.base import Family
from .tpe import Trial, Tried

_HOPELESS = 0.01
"""A trial that is this share worse than the best after the same folds is given up."""


@dataclass(frozen=True)
class Folds:
    """The rows of each fold, encoded by an encoder that saw only the other folds.

    Parameters
    ----------
    encoded : list of tuple
        For each fold: (encoded, left) to learn from and (encoded, left) held, as ``Family.fit_fold`` takes them.
    held_rows : list of array
        For each fold, which rows it holds.
    """

    encoded: list[tuple]
    held_rows: list[np.ndarray]

    @property
    def rows(self) -> int:
        """Rows of all folds."""
        return sum(held.size for held in self.held_rows)


@dataclass(frozen=True)
class Found:
    """The best settings.

    Parameters
    ----------
    settings : dict
        Complete, the number of trees included.
    margin : array of shape (n,)
        Log-odds of each row by a model that was fitted without the row's fold.
    log_loss : float
        Mean over the folds, before calibration.
    trials : int
        Trials that were done; as many again with the same seed find the same.
    """

    settings: dict
    margin: np.ndarray
    log_loss: float
    trials: int


def _mean_curve(curves: list[np.ndarray]) -> np.ndarray:
    """Mean loss of the folds at each number of trees that all of them reached."""
    shortest = min(curve.size for curve in curves)
    return np.mean([curve[:shortest] for curve in curves], axis=0)


class _OutOfTime(Exception):
    pass


class _Searcher:
    def __init__(
        self,
        family: Family,
        folds: Folds,
        config: SearchConfig,
        tell: Callable[[float, float], None],
        seconds_before: float = 0.0,
    ):
        self._family, self._folds, self._config, self._tell = family, folds, config, tell
        self._best_path: list[float] = []
        self._started_at = monotonic() - seconds_before
        self.best: Found | None = None

    def seconds(self) -> float:
        """Seconds that the search has taken, those before an interruption included."""
        return monotonic() - self._started_at

    def out_of_time(self, done: int = 0) -> bool:
        """Whether the time is over, or so nearly over that no further trial would come to its end."""
        if self._config.budget_seconds is None:
            return False
        spent = self.seconds()
        needed = 0.5 * spent / done if done else 0.0
        return spent + needed >= self._config.budget_seconds

    def try_settings(self, settings: dict, number: int, in_any_case: bool = False) -> Tried:
        """Fit the settings without each fold in turn; they are given up once they are hopeless."""
        fits, path = [], []
        for index, fold in enumerate(self._folds.encoded):
            if self.best is not None and not in_any_case and self.out_of_time():
                raise _OutOfTime
            fits.append(self._family.fit_fold(fold, settings, self._config.seed))
            path.append(float(_mean_curve([fit.losses for fit in fits]).min()))
            best = path[-1] if self.best is None else self.best.log_loss
            self._tell(number + (index + 1) / len(self._folds.encoded), best)
            if self._best_path and index and path[-1] > self._best_path[index] * (1 + _HOPELESS):
                return Tried(settings, path, complete=False)
        if self.best is None or path[-1] < self.best.log_loss:
            size = int(_mean_curve([fit.losses for fit in fits]).argmin())
            margin = np.empty(self._folds.rows)
            for fit, held in zip(fits, self._folds.held_rows, strict=True):
                margin[held] = fit.margin_at(size)
            self._best_path = path
            self.best = Found(self._family.with_size(settings, size), margin, path[-1], number)
        return Tried(settings, path, complete=True)

    def resume(self, history: list[Tried]) -> None:
        """Stand where these trials led: only the best of them is fitted once more."""
        complete = [(tried.path[-1], number) for number, tried in enumerate(history) if tried.complete]
        if complete:
            _, number = min(complete)
            self.try_settings(history[number].settings, number, in_any_case=True)


def cross_validate(
    family: Family, folds: Folds, settings: dict, seed: int, tell: Callable[[float, float], None]
) -> Found:
    """Out-of-fold log-odds of given settings; only the number of trees is still chosen."""
    searcher = _Searcher(family, folds, SearchConfig(1, None, seed), tell)
    searcher.try_settings(settings, 0)
    return searcher.best


def search(
    family: Family,
    folds: Folds,
    config: SearchConfig,
    tell: Callable[[float, float], None],
    checkpoint: Checkpoint,
) -> Found:
    """Try settings until the trials or the time are used up; at least the default ones are tried to the end.

    Parameters
    ----------
    family : Family
        What to fit.
    folds : Folds
        What to fit it to.
    config : SearchConfig
        Trials, time and seed.
    tell : callable
        Given the trials done (with fractions) and the best loss, after each fold.
    checkpoint : Checkpoint
        Trials that an earlier process did are gone on from; those done here are kept in it.
    """
    history, seconds_before = checkpoint.read()
    history = history[: config.trials]
    searcher = _Searcher(family, folds, config, tell, seconds_before)
    searcher.resume(history)
    while len(history) < config.trials and not (history and searcher.out_of_time(len(history))):
        trial = Trial(len(history), config.seed, history)
        settings = family.suggest(trial, folds.rows) if history else family.default_settings(folds.rows)
        try:
            history.append(searcher.try_settings(settings, len(history)))
        except _OutOfTime:
            break
        checkpoint.write(history, searcher.seconds())
    return replace(searcher.best, trials=len(history))
