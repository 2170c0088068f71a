"""Logistic regression on standardised columns; in the bundle the scaling is folded into the coefficients."""

from importlib.metadata import version

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import StandardScaler

from ..contributions import Contributions, sum_columns
from .base import Family, ScikitLearnFiles

_L1_BY_RATIO = tuple(int(part) for part in version("scikit-learn").split(".")[:2]) >= (1, 8)
"""From 1.8 the penalty is told by ``l1_ratio`` alone, before by ``penalty``."""


class _LogisticRegression(ScikitLearnFiles, Family):
    name = "logistic-regression"
    aggregation = "linear"
    clip = True

    def default_settings(self, rows):
        return {"penalty": "l2", "C": 0.1}

    def suggest(self, trial, rows):
        return {
            "penalty": trial.suggest_categorical("penalty", ["l2", "l1"]),
            "C": trial.suggest_float("C", 1e-4, 100, log=True),
        }

    def fit(self, encoded, left, settings, seed):
        ratio = float(settings["penalty"] == "l1")
        penalty = {"l1_ratio": ratio} if _L1_BY_RATIO else {"penalty": settings["penalty"]}
        # Only saga fits l1 without penalising the intercept; lbfgs is faster and exact for l2.
        solver = {"solver": "saga", "tol": 1e-3} if ratio else {"solver": "lbfgs", "tol": 1e-6}
        classifier = LogisticRegression(C=settings["C"], max_iter=5000, random_state=seed, **solver, **penalty)
        return Pipeline([("scale", StandardScaler()), ("classify", classifier)]).fit(encoded.astype(np.float64), left)

    def raw(self, model, encoded):
        return model.decision_function(encoded.astype(np.float64))

    def coefficients(self, model) -> tuple[np.ndarray, float]:
        """Coefficients of the unscaled columns, and the intercept."""
        scaler, classifier = model["scale"], model["classify"]
        coefficients = classifier.coef_[0] / scaler.scale_
        return coefficients, float(classifier.intercept_[0] - coefficients @ scaler.mean_)

    def contributions(self, model, encoded, encoder, means):
        coefficients, intercept = self.coefficients(model)
        by_column = coefficients * (encoded.astype(np.float64) - means)
        bias = np.full(len(encoded), intercept + coefficients @ means)
        return Contributions(sum_columns(by_column, encoder), bias)


FAMILY = _LogisticRegression()
