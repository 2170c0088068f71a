"""What the later steps read of the prepared folder."""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np

from .checked import FOLD, Customers, Profile, parse_rows, read_profile, read_rows
from .files import read_json


@dataclass(frozen=True, eq=False)
class Prepared:
    """A prepared folder. Training rows and test rows are read only when asked for."""

    folder: Path
    keep: np.ndarray | None = None
    """Which training rows are read, by their number, where one machine reads but a part."""

    @cached_property
    def summary(self) -> dict:
        """``prepared.json``."""
        return read_json(self.folder / "prepared.json")

    @cached_property
    def profile(self) -> Profile:
        """``profile.json``."""
        return read_profile(self.folder / "profile.json")

    @property
    def features(self) -> list[str]:
        """Features that models may use."""
        return self.summary["features"]

    @cached_property
    def _training_rows(self):
        return read_rows(self.folder / "training.csv", self.profile, self.keep)

    @cached_property
    def training(self) -> Customers:
        """Training rows."""
        return parse_rows(self._training_rows, self.profile)

    @cached_property
    def folds(self) -> np.ndarray:
        """Fold of each training row."""
        return self._training_rows[FOLD].to_numpy().astype(np.int64)

    @cached_property
    def test_rows(self):
        """Test rows as texts; only evaluation may ask for them."""
        return read_rows(self.folder / "test.csv", self.profile)

    @cached_property
    def test(self) -> Customers:
        """Test rows; only evaluation may ask for them."""
        return parse_rows(self.test_rows, self.profile)
