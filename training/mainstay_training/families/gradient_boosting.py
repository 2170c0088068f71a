"""scikit-learn's histogram gradient boosting; the number of trees is chosen by the folds together."""

from itertools import islice

import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier
from threadpoolctl import threadpool_limits

from ..config import boosting_threads
from ..tree_conversion import from_hist_gradient_boosting
from .base import FoldFit, ScikitLearnFiles, TreeFamily

_MOST_TREES = 300
_PATIENCE = 25
"""Trees without gain on the held fold after which that fold stops."""


class _GradientBoosting(ScikitLearnFiles, TreeFamily):
    name = "gradient-boosting"
    aggregation = "sum"
    impute = False

    def default_settings(self, rows):
        return {
            "learning_rate": 0.1,
            "max_leaf_nodes": 6,
            "min_samples_leaf": max(10, min(50, rows // 200)),
            "l2_regularization": 1.0,
            "max_features": 0.5,
        }

    def suggest(self, trial, rows):
        return {
            "learning_rate": trial.suggest_float("learning_rate", 0.03, 0.3, log=True),
            "max_leaf_nodes": trial.suggest_int("max_leaf_nodes", 2, 24, log=True),
            "min_samples_leaf": trial.suggest_int("min_samples_leaf", 5, max(20, min(200, rows // 50)), log=True),
            "l2_regularization": trial.suggest_float("l2_regularization", 1e-3, 100, log=True),
            "max_features": trial.suggest_float("max_features", 0.2, 1.0),
        }

    def _new(self, settings: dict, seed: int, **others) -> HistGradientBoostingClassifier:
        return HistGradientBoostingClassifier(
            max_depth=6, categorical_features=None, random_state=seed, **{**settings, **others}
        )

    def fit(self, encoded, left, settings, seed):
        with threadpool_limits(boosting_threads(left.size), user_api="openmp"):
            return self._new(settings, seed, early_stopping=False).fit(encoded, left)

    def fit_fold(self, fold, settings, seed):
        encoded, left, held, held_left = fold
        stopping = {"early_stopping": True, "scoring": "loss", "n_iter_no_change": _PATIENCE, "tol": 0}
        model = self._new(settings, seed, max_iter=_MOST_TREES, **stopping)
        with threadpool_limits(boosting_threads(left.size), user_api="openmp"):
            model.fit(encoded, left, X_val=held, y_val=held_left)
        losses = -np.asarray(model.validation_score_)[1:]  # the first is that of no tree at all

        def margin_at(size: int) -> np.ndarray:
            return next(islice(model._staged_raw_predict(held), size, None)).ravel()

        return FoldFit(losses, margin_at)

    def with_size(self, settings, size):
        return {**settings, "max_iter": size + 1}

    def raw(self, model, encoded):
        return model.decision_function(encoded)

    def trees(self, model):
        return from_hist_gradient_boosting(model)


FAMILY = _GradientBoosting()
