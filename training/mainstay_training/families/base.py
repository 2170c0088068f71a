"""What a family of models must be able to do."""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ..checked import Profile
from ..config import PROBABILITY_MARGIN
from ..contributions import Contributions
from ..encoder import Encoder
from ..trees import Trees


def log_odds(raw: np.ndarray) -> np.ndarray:
    """Log-odds of averaged leaf shares, kept within ``PROBABILITY_MARGIN`` of 0 and 1."""
    kept = np.clip(raw, PROBABILITY_MARGIN, 1 - PROBABILITY_MARGIN)
    return np.log(kept / (1 - kept))


def log_loss_of_margin(left: np.ndarray, margin: np.ndarray) -> float:
    """Mean log loss of log-odds."""
    return float(np.mean(np.logaddexp(0.0, margin) - left * margin))


@dataclass(frozen=True)
class FoldFit:
    """A model fitted without one fold.

    Parameters
    ----------
    losses : array of shape (n_sizes,)
        Log loss on the held fold, for each number of trees where the family chooses that afterwards.
    margin_at : callable of int
        Log-odds of the held fold's rows at one of these sizes, by position in ``losses``.
    """

    losses: np.ndarray
    margin_at: object


class Family(ABC):
    """A family: how its rows are encoded, which settings there are, how to fit, and what to export.

    ``aggregation`` is ``linear``, ``sum`` or ``mean``: how the engine makes the raw score.
    """

    name: str
    aggregation: str
    impute = True
    clip = False

    def encoder(self, profile: Profile, names: list[str]) -> Encoder:
        """An encoder to be fitted, for the features named."""
        known = {name: None if profile.is_number(name) else profile.feature(name)["values"] for name in names}
        return Encoder(known, impute=self.impute, clip=self.clip)

    def margin(self, raw: np.ndarray) -> np.ndarray:
        """What calibration takes: the raw score as log-odds."""
        return log_odds(raw) if self.aggregation == "mean" else raw

    @abstractmethod
    def default_settings(self, rows: int) -> dict:
        """Settings of the first trial."""

    @abstractmethod
    def suggest(self, trial, rows: int) -> dict:
        """Settings of a further trial, drawn by ``trial``; ``rows`` is the number of training rows."""

    @abstractmethod
    def fit(self, encoded: np.ndarray, left: np.ndarray, settings: dict, seed: int):
        """Fit a model."""

    @abstractmethod
    def raw(self, model, encoded: np.ndarray) -> np.ndarray:
        """Raw score of rows, float64, by the library itself."""

    @abstractmethod
    def save(self, model, encoder: Encoder, folder: Path) -> None:
        """Write the model for people who want it back in Python."""

    @abstractmethod
    def load(self, folder: Path):
        """Read what :meth:`save` wrote."""

    @abstractmethod
    def contributions(self, model, encoded: np.ndarray, encoder: Encoder, means: np.ndarray) -> Contributions:
        """Exact contributions; ``means`` are those of the encoded training rows."""

    def fit_fold(self, fold: tuple, settings: dict, seed: int) -> FoldFit:
        """Fit without one fold, given as (encoded, left) to learn from and (encoded, left) held."""
        encoded, left, held, held_left = fold
        margin = self.margin(self.raw(self.fit(encoded, left, settings, seed), held))
        return FoldFit(np.array([log_loss_of_margin(held_left, margin)]), lambda _: margin)

    def with_size(self, settings: dict, size: int) -> dict:
        """Settings of the model of the chosen size (a position in ``FoldFit.losses``)."""
        return settings


class TreeFamily(Family):
    """A family of trees."""

    @abstractmethod
    def trees(self, model) -> tuple[Trees, float]:
        """The trees, and what they are added to."""

    def contributions(self, model, encoded, encoder, means):
        """By XGBoost's Tree SHAP on the same trees; averaged trees contribute their share."""
        from ..contributions import to_booster, tree_contributions

        trees, base = self.trees(model)
        if self.aggregation == "mean":
            trees = trees.scaled(1 / trees.tree_count)
        booster = to_booster(trees, encoded.shape[1])
        return tree_contributions(booster, encoded, encoder, base)


class ScikitLearnFiles:
    """Saving as a joblib file of encoder and model in one scikit-learn pipeline."""

    def save(self, model, encoder: Encoder, folder: Path) -> None:
        """Write ``model.joblib``."""
        import joblib
        from sklearn.pipeline import Pipeline

        joblib.dump(Pipeline([("encode", encoder), ("model", model)]), folder / "model.joblib", compress=3)

    def load(self, folder: Path):
        """Read the model of ``model.joblib``. As any pickle, it is only for files of one's own making."""
        import joblib

        return joblib.load(folder / "model.joblib")["model"]
