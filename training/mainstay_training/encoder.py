"""Feature values to float32 columns, by a document that the serving engine reads too."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from sklearn.base import BaseEstimator, TransformerMixin

from .config import CLIP_QUANTILES, RARE_ROWS

_FLOAT32_MAX = float(np.finfo(np.float32).max)


@dataclass(frozen=True)
class NumberFacts:
    """What the encoder has to know of a number.

    Parameters
    ----------
    missing : int
        Rows without a value.
    median : float
        Of the others; 0 if there are none.
    bounds : list of float or None
        Quantiles ``CLIP_QUANTILES`` of the others, if outliers are to be drawn in.
    """

    missing: int
    median: float
    bounds: list[float] | None = None


@dataclass(frozen=True)
class CategoryFacts:
    """What the encoder has to know of a category.

    Parameters
    ----------
    missing : int
        Rows without a value.
    counts : list of int
        Rows of each value of the profile, in its order.
    """

    missing: int
    counts: list[int]


def number_facts(values: np.ndarray, clip: bool) -> NumberFacts:
    """Facts of a column of numbers."""
    present = values[~np.isnan(values)]
    bounds = [float(bound) for bound in np.quantile(present, CLIP_QUANTILES)] if clip and present.size else None
    return NumberFacts(values.size - present.size, float(np.median(present)) if present.size else 0.0, bounds)


def category_facts(values: np.ndarray, known: list[str]) -> CategoryFacts:
    """Facts of a column of texts."""
    counts = pd.Series(values, dtype=object).value_counts()
    return CategoryFacts(int(pd.isna(values).sum()), [int(counts.get(value, 0)) for value in known])


def _number_document(name: str, facts: NumberFacts, columns: "_Columns", impute: bool) -> dict:
    return {
        "kind": "number",
        "feature": name,
        "column": columns.take(),
        "impute": facts.median if impute else None,
        "clip": facts.bounds,
        "missingColumn": columns.take() if facts.missing else None,
        "typical": facts.median,
    }


def _category_document(name: str, facts: CategoryFacts, known: list[str], columns: "_Columns") -> dict:
    counts = dict(zip(known, facts.counts, strict=True))
    frequent = [value for value in known if counts[value] >= RARE_ROWS]
    rare = [value for value in known if 0 < counts[value] < RARE_ROWS]
    return {
        "kind": "category",
        "feature": name,
        "values": [{"value": value, "column": columns.take()} for value in frequent],
        "rare": {"values": rare, "column": columns.take()} if rare else None,
        "missingColumn": columns.take() if facts.missing else None,
        "typical": max(frequent + rare, key=lambda value: counts[value], default=None),
    }


class _Columns:
    """Hands out column numbers."""

    def __init__(self):
        self.count = 0

    def take(self) -> int:
        self.count += 1
        return self.count - 1


class Encoder(TransformerMixin, BaseEstimator):
    """Encoder of the bundle (``core/scoring/bundle.ts``) as a scikit-learn transformer.

    Parameters
    ----------
    known_values : dict of str to (list of str or None)
        Features in order, each with the values of its profile if it is a category, None if it is a number. Texts off
        the list are encoded as unseen, in training as in use.
    impute : bool
        Whether missing numbers become the median; otherwise they stay NaN for a model that knows what to do with them.
    clip : bool
        Whether outliers are drawn in to the quantiles ``CLIP_QUANTILES``.

    Attributes
    ----------
    document_ : dict
        The ``encoder`` of ``model.json``; all of what :meth:`transform` does.
    """

    def __init__(self, known_values: dict, impute: bool = True, clip: bool = False):
        self.known_values = known_values
        self.impute = impute
        self.clip = clip

    def fit(self, frame: pd.DataFrame, y=None) -> "Encoder":
        """Learn medians, bounds and frequent values from training rows."""
        facts = {}
        for name, known in self.known_values.items():
            values = frame[name].to_numpy()
            facts[name] = number_facts(values, self.clip) if known is None else category_facts(values, known)
        return self.fit_facts(facts)

    def fit_facts(self, facts: dict[str, NumberFacts | CategoryFacts]) -> "Encoder":
        """Learn from facts of the features, wherever they were gathered."""
        columns = _Columns()
        features = []
        for name, known in self.known_values.items():
            if known is None:
                features.append(_number_document(name, facts[name], columns, self.impute))
            else:
                features.append(_category_document(name, facts[name], known, columns))
        self.document_ = {"columnCount": max(columns.count, 1), "features": features}
        return self

    @classmethod
    def from_document(cls, document: dict) -> "Encoder":
        """Encoder of a bundle."""
        encoder = cls({})
        encoder.document_ = document
        return encoder

    def transform(self, frame: pd.DataFrame) -> np.ndarray:
        """Encode rows.

        Parameters
        ----------
        frame : DataFrame of shape (n, n_features)
            As ``Customers.features``.

        Returns
        -------
        array of float32 of shape (n, columnCount)
        """
        encoded = np.zeros((len(frame), self.document_["columnCount"]), dtype=np.float32)
        for feature in self.document_["features"]:
            values = frame[feature["feature"]].to_numpy()
            (_put_number if feature["kind"] == "number" else _put_category)(encoded, feature, values)
        return encoded

    def feature_of_column(self) -> np.ndarray:
        """For each column, the position of its feature in the document."""
        owner = np.zeros(self.document_["columnCount"], dtype=np.int64)
        for position, feature in enumerate(self.document_["features"]):
            owner[columns_of(feature)] = position
        return owner

    @property
    def feature_names(self) -> list[str]:
        """Features in the order of the document."""
        return [feature["feature"] for feature in self.document_["features"]]


def columns_of(feature: dict) -> list[int]:
    """All columns that a feature of the document has."""
    columns = [feature["column"]] if feature["kind"] == "number" else [entry["column"] for entry in feature["values"]]
    if feature["kind"] == "category" and feature["rare"] is not None:
        columns.append(feature["rare"]["column"])
    return columns if feature["missingColumn"] is None else [*columns, feature["missingColumn"]]


def _put_number(encoded: np.ndarray, feature: dict, values: np.ndarray) -> None:
    values = values.astype(np.float64)
    missing = np.isnan(values)
    if feature["missingColumn"] is not None:
        encoded[:, feature["missingColumn"]] = missing
    if feature["impute"] is not None:
        values = np.where(missing, feature["impute"], values)
    low, high = feature["clip"] or (-_FLOAT32_MAX, _FLOAT32_MAX)
    encoded[:, feature["column"]] = np.clip(values, low, high)


def _put_category(encoded: np.ndarray, feature: dict, values: np.ndarray) -> None:
    column_of = {entry["value"]: entry["column"] for entry in feature["values"]}
    if feature["rare"] is not None:
        column_of.update(dict.fromkeys(feature["rare"]["values"], feature["rare"]["column"]))
    missing = pd.isna(values)
    if feature["missingColumn"] is not None:
        encoded[missing, feature["missingColumn"]] = 1
    codes, uniques = pd.factorize(values)  # missing is -1
    columns = np.array([column_of.get(value, -1) for value in uniques] + [-1], dtype=np.int64)[codes]
    rows = np.flatnonzero(columns >= 0)
    encoded[rows, columns[rows]] = 1
