"""The checked file: the form in which intake hands customers over."""

import csv
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from .failures import TrainingFailure
from .files import read_json

ID, LINE, LABEL, MONEY, SNAPSHOT, FOLD = "__id", "__line", "__label", "__monthly_value_minor", "__snapshot", "__fold"
TOUCH = "__touch"
"""Optional column: what outreach did to the customer within the horizon, one of ``TOUCHES``; empty is untouched."""
TOUCHES = ("untouched", "contacted", "holdout")


@dataclass(frozen=True)
class Profile:
    """A profile as parsed by intake; ``document`` is the whole of it (``data/schemas/profile.schema.json``)."""

    document: dict

    @property
    def features(self) -> list[dict]:
        """Features in profile order."""
        return self.document["features"]

    @property
    def names(self) -> list[str]:
        """Feature names in profile order."""
        return [feature["name"] for feature in self.features]

    def is_number(self, name: str) -> bool:
        """Whether a feature is numeric for a model; dates are, as days before the snapshot."""
        return self.feature(name)["kind"] != "category"

    def feature(self, name: str) -> dict:
        """The feature with that name."""
        return next(feature for feature in self.features if feature["name"] == name)


def read_profile(path: Path) -> Profile:
    """Read ``profile.json``.

    Raises
    ------
    TrainingFailure
        ``file-not-found``, ``unreadable-file``, or ``invalid-profile`` if it is of another format.
    """
    document = read_json(path)
    if document.get("format") != "mainstay-profile/1" or not document.get("features"):
        raise TrainingFailure("invalid-profile", f"{path.name} is not a mainstay-profile/1 document with features")
    return Profile(document)


_ROWS_AT_ONCE = 50_000


def read_rows(path: Path, profile: Profile, keep: np.ndarray | None = None) -> pd.DataFrame:
    """Read a checked file as texts, exactly as they stand; missing values are empty texts.

    Parameters
    ----------
    path : Path
        The file.
    profile : Profile
        Whose features have to be there.
    keep : array of bool or None
        Which rows to keep, by their number; the others are never all in memory. @default all

    Raises
    ------
    TrainingFailure
        ``file-not-found``, or ``unreadable-file`` naming the columns that are missing.
    """
    options = {"dtype": str, "keep_default_na": False, "encoding": "utf-8", "lineterminator": "\n"}
    try:
        if keep is None:
            rows = pd.read_csv(path, **options)
        else:
            with pd.read_csv(path, chunksize=_ROWS_AT_ONCE, **options) as chunks:
                rows = pd.concat([chunk[keep[chunk.index]] for chunk in chunks], ignore_index=True)
    except FileNotFoundError:
        raise TrainingFailure("file-not-found", f"{path} is missing") from None
    except (pd.errors.ParserError, pd.errors.EmptyDataError, UnicodeDecodeError) as error:
        raise TrainingFailure("unreadable-file", f"{path.name} cannot be read: {error}") from error
    missing = [name for name in [ID, LINE, *profile.names] if name not in rows.columns]
    if missing:
        raise TrainingFailure("unreadable-file", f"{path.name} lacks the columns {', '.join(missing)}")
    return rows


def write_rows(path: Path, rows: pd.DataFrame) -> None:
    """Write rows of texts in the form of a checked file."""
    rows.to_csv(path, index=False, lineterminator="\n", quoting=csv.QUOTE_MINIMAL, encoding="utf-8")


def to_numbers(texts: pd.Series) -> np.ndarray:
    """Float64 of number texts, correctly rounded; NaN where empty.

    Raises
    ------
    TrainingFailure
        ``unreadable-file`` naming the column, if a text is no finite number.
    """
    try:
        values = np.array([float(text) if text else np.nan for text in texts], dtype=np.float64)
    except ValueError as error:
        raise TrainingFailure("unreadable-file", f'column "{texts.name}": {error}') from error
    if np.isinf(values).any():
        raise TrainingFailure("unreadable-file", f'column "{texts.name}" holds an infinite number')
    return values


@dataclass(frozen=True)
class Customers:
    """Rows parsed for models.

    Parameters
    ----------
    features : DataFrame of shape (n, n_features)
        Numbers as float64 with NaN where missing, categories as texts with None where missing.
    left : array of shape (n,) or None
        1 if the customer left, 0 if not; None where the file has no labels.
    monthly_value_minor : array of shape (n,)
        Minor currency units per month, NaN where unknown.
    """

    features: pd.DataFrame
    left: np.ndarray | None
    monthly_value_minor: np.ndarray

    def __len__(self) -> int:
        return len(self.features)


def parse_rows(rows: pd.DataFrame, profile: Profile) -> Customers:
    """Parse texts into numbers and categories.

    Raises
    ------
    TrainingFailure
        ``unreadable-file`` naming the column in which a text is no number, or a label neither 0 nor 1.
    """
    columns = {}
    for name in profile.names:
        if profile.is_number(name):
            columns[name] = to_numbers(rows[name])
        else:
            texts = rows[name].to_numpy(dtype=object)
            columns[name] = np.where(texts == "", None, texts)
    left = None
    if LABEL in rows.columns and len(rows) and (rows[LABEL] != "").any():
        if not rows[LABEL].isin(["0", "1"]).all():
            raise TrainingFailure("unreadable-file", f"{LABEL} must be 0 or 1 in every row")
        left = (rows[LABEL] == "1").to_numpy(dtype=np.int64)
    money = to_numbers(rows[MONEY]) if MONEY in rows.columns else np.full(len(rows), np.nan)
    return Customers(pd.DataFrame(columns, index=rows.index), left, money)
