"""Tree-structured Parzen estimator (Bergstra et al. 2011): settings drawn where the better trials so far were.

Written out here, and not taken from a package, because AWS's XGBoost container has none and a job in a private network
cannot install one. Each trial draws from a generator seeded by its own number, so that a search goes on after an
interruption exactly as if there had been none.
"""

from dataclasses import dataclass, field

import numpy as np
from scipy.special import ndtr, ndtri

STARTUP_TRIALS = 8
"""Trials drawn at random before the first that learns from the others."""
_CANDIDATES = 24
_GOOD_SHARE = 0.1
_MOST_GOOD = 25


@dataclass(frozen=True)
class Tried:
    """A trial that is over.

    Parameters
    ----------
    settings : dict
        What was tried.
    path : list of float
        Mean loss after the first fold, the first two, and so on.
    complete : bool
        Whether it came to its end; one that was given up counts as worse than all that did.
    """

    settings: dict
    path: list[float]
    complete: bool

    def rank(self) -> tuple:
        """Sorts the better before the worse."""
        return (not self.complete, -len(self.path), self.path[-1])


def _parzen(centres: np.ndarray, low: float, high: float) -> tuple[np.ndarray, np.ndarray]:
    """Centres and widths of one truncated normal for each observation, and a wide one for what is not known yet."""
    width = high - low
    means = np.append(centres, (low + high) / 2)
    order = np.argsort(means, kind="stable")
    ordered = np.concatenate([[low], means[order], [high]])
    widths = np.empty(means.size)
    widths[order] = np.maximum(ordered[1:-1] - ordered[:-2], ordered[2:] - ordered[1:-1])
    widths = np.clip(widths, width / min(100, means.size + 1), width)
    widths[-1] = width
    return means, widths


def _log_density(at: np.ndarray, parzen: tuple, low: float, high: float, half_step: float) -> np.ndarray:
    """Log of the mixture's density, or of its mass within ``half_step`` of whole numbers."""
    means, widths = parzen
    inside = ndtr((high - means) / widths) - ndtr((low - means) / widths)
    z = (at[:, None] - means) / widths
    if half_step:
        shift = half_step / widths
        parts = ndtr(z + shift) - ndtr(z - shift)
    else:
        parts = np.exp(-0.5 * z**2) / widths
    return np.log(np.maximum((parts / inside).sum(axis=1) / means.size, 1e-300))


def _draw(random: np.random.Generator, parzen: tuple, low: float, high: float) -> np.ndarray:
    means, widths = parzen
    of = random.integers(0, means.size, _CANDIDATES)
    begin, end = ndtr((low - means[of]) / widths[of]), ndtr((high - means[of]) / widths[of])
    return np.clip(means[of] + widths[of] * ndtri(begin + random.uniform(size=_CANDIDATES) * (end - begin)), low, high)


@dataclass
class Trial:
    """One trial that is being made up; a family asks it for each of its settings by name.

    Parameters
    ----------
    number : int
        How many were made up before.
    seed : int
        Of the whole search.
    history : list of Tried
        Trials that are over.
    """

    number: int
    seed: int
    history: list[Tried]
    settings: dict = field(default_factory=dict)

    def __post_init__(self):
        self._random = np.random.default_rng([self.seed, self.number])
        ranked = sorted(self.history, key=Tried.rank)
        good = min(_MOST_GOOD, int(np.ceil(_GOOD_SHARE * len(ranked))))
        self._good, self._bad = ranked[:good], ranked[good:]
        self._at_random = len(self.history) < STARTUP_TRIALS

    def _observed(self, name: str) -> tuple[list, list]:
        return [[tried.settings[name] for tried in part if name in tried.settings] for part in (self._good, self._bad)]

    def _number(self, name: str, low: float, high: float, half_step: float, log: bool) -> float:
        begin, end = low - half_step, high + half_step
        scale = np.log if log else np.asarray
        bottom, top = float(scale(begin)), float(scale(end))
        if self._at_random:
            drawn = self._random.uniform(bottom, top)
        else:
            good, bad = (_parzen(scale(np.array(part, dtype=float)), bottom, top) for part in self._observed(name))
            candidates = _draw(self._random, good, bottom, top)
            # The mass of a whole number is taken on the plain scale only: on the logarithmic one its width varies.
            step = 0.0 if log else half_step
            if step:
                candidates = np.clip(np.round(candidates), low, high)
            better = _log_density(candidates, good, bottom, top, step) - _log_density(
                candidates, bad, bottom, top, step
            )
            drawn = candidates[int(np.argmax(better))]
        return float(np.exp(drawn)) if log else float(drawn)

    def suggest_float(self, name: str, low: float, high: float, log: bool = False) -> float:
        """A number from ``low`` to ``high``."""
        self.settings[name] = float(np.clip(self._number(name, low, high, 0.0, log), low, high))
        return self.settings[name]

    def suggest_int(self, name: str, low: int, high: int, log: bool = False) -> int:
        """A whole number from ``low`` to ``high``."""
        self.settings[name] = int(np.clip(round(self._number(name, low, high, 0.5, log)), low, high))
        return self.settings[name]

    def suggest_categorical(self, name: str, choices: list) -> object:
        """One of the choices."""
        weights = np.ones(len(choices))
        if not self._at_random:
            good, bad = (
                np.array([1 + sum(value == choice for value in part) for choice in choices], dtype=float)
                for part in self._observed(name)
            )
            drawn = self._random.choice(len(choices), size=_CANDIDATES, p=good / good.sum())
            ratio = (good / good.sum()) / (bad / bad.sum())
            chosen = int(drawn[np.argmax(ratio[drawn])])
        else:
            chosen = int(self._random.choice(len(choices), p=weights / weights.sum()))
        self.settings[name] = choices[chosen]
        return self.settings[name]
