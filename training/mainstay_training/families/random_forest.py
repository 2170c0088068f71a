"""Random forest, kept small enough that its exact reasons are quick."""

from sklearn.ensemble import RandomForestClassifier

from ..config import THREADS
from ..tree_conversion import from_sklearn_classifiers
from .base import ScikitLearnFiles, TreeFamily

_TREES = 200
_MOST_LEAVES = 256
"""200 trees of 256 leaves are 2.6 MB in trees.bin; deeper forests gained less than 0.001 AUC on churn data."""

_MOST_SAMPLES = 30_000
"""Rows that one tree learns from at most; trees of this size gain nothing from more."""


class _RandomForest(ScikitLearnFiles, TreeFamily):
    name = "random-forest"
    aggregation = "mean"

    def default_settings(self, rows):
        return {
            "criterion": "entropy",
            "max_depth": 10,
            "min_samples_leaf": max(5, min(50, rows // 500)),
            "max_features": 0.3,
            "max_samples": 0.5,
        }

    def suggest(self, trial, rows):
        return {
            "criterion": trial.suggest_categorical("criterion", ["entropy", "gini"]),
            "max_depth": trial.suggest_int("max_depth", 4, 12),
            "min_samples_leaf": trial.suggest_int("min_samples_leaf", 3, max(20, min(200, rows // 50)), log=True),
            "max_features": trial.suggest_float("max_features", 0.1, 0.8),
            "max_samples": trial.suggest_float("max_samples", 0.2, 0.9),
        }

    def fit(self, encoded, left, settings, seed):
        share = min(settings["max_samples"], _MOST_SAMPLES / left.size)
        forest = RandomForestClassifier(
            n_estimators=_TREES,
            max_leaf_nodes=_MOST_LEAVES,
            n_jobs=THREADS,
            random_state=seed,
            **{**settings, "max_samples": share},
        )
        # Asked by one thread: two would add the trees up in the order in which they happen to finish.
        return forest.fit(encoded, left).set_params(n_jobs=1)

    def raw(self, model, encoded):
        return model.predict_proba(encoded)[:, 1]

    def trees(self, model):
        return from_sklearn_classifiers(model.estimators_), 0.0


FAMILY = _RandomForest()
