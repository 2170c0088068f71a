"""A candidate as ``train`` wrote it, ready to be asked."""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
import pandas as pd

from .calibration import apply_calibration
from .contributions import Contributions
from .encoder import Encoder
from .families import family_named
from .files import read_json


@dataclass(frozen=True)
class Scores:
    """What a model says of rows; ``contributions`` is None unless asked for."""

    raw: np.ndarray
    probability: np.ndarray
    contributions: Contributions | None


class Scorer:
    """A fitted model with its encoder and calibration.

    Parameters
    ----------
    name : str
        Family.
    encoder : dict
        ``encoder`` of ``model.json``.
    calibration : dict
        ``calibration`` of ``model.json``.
    folder : Path
        Where the family's own files are.
    means : array or None
        Means of the encoded training columns; only the linear family's contributions need them.
    """

    def __init__(self, name: str, encoder: dict, calibration: dict, folder: Path, means: np.ndarray | None = None):
        self.family = family_named(name)
        self.encoder = Encoder.from_document(encoder)
        self.calibration = calibration
        self.means = means
        self._folder = folder

    @cached_property
    def model(self):
        """The library's own model."""
        return self.family.load(self._folder)

    def score(self, features: pd.DataFrame, with_contributions: bool = False) -> Scores:
        """Score rows of ``Customers.features``."""
        encoded = self.encoder.transform(features)
        raw = self.family.raw(self.model, encoded)
        probability = apply_calibration(self.calibration, self.family.margin(raw))
        contributions = None
        if with_contributions:
            contributions = self.family.contributions(self.model, encoded, self.encoder, self.means)
        return Scores(raw, probability, contributions)


@dataclass(frozen=True)
class Candidate:
    """A candidate's folder."""

    folder: Path

    @cached_property
    def document(self) -> dict:
        """``candidate.json``."""
        return read_json(self.folder / "candidate.json")

    @property
    def name(self) -> str:
        """Family."""
        return self.document["name"]

    @property
    def fitted(self) -> bool:
        """Whether there is a model."""
        return self.document["status"] == "fitted"

    @cached_property
    def out_of_fold(self) -> np.ndarray:
        """Probability of each training row by models that did not see its fold."""
        return np.load(self.folder / "out-of-fold.npy")

    @cached_property
    def scorer(self) -> Scorer:
        """The fitted model."""
        return Scorer(self.name, self.document["encoder"], self.document["calibration"], self.folder)
