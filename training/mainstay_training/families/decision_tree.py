"""One tree that a person can read."""

from sklearn.tree import DecisionTreeClassifier

from ..tree_conversion import from_sklearn_classifiers
from .base import ScikitLearnFiles, TreeFamily


class _DecisionTree(ScikitLearnFiles, TreeFamily):
    name = "decision-tree"
    aggregation = "mean"

    def default_settings(self, rows):
        return {"criterion": "entropy", "max_depth": 6, "min_samples_leaf": max(10, rows // 200)}

    def suggest(self, trial, rows):
        return {
            "criterion": trial.suggest_categorical("criterion", ["entropy", "gini"]),
            "max_depth": trial.suggest_int("max_depth", 2, 12),
            "min_samples_leaf": trial.suggest_int("min_samples_leaf", 5, max(50, rows // 20), log=True),
        }

    def fit(self, encoded, left, settings, seed):
        return DecisionTreeClassifier(**settings, random_state=seed).fit(encoded, left)

    def raw(self, model, encoded):
        return model.predict_proba(encoded)[:, 1]

    def trees(self, model):
        return from_sklearn_classifiers([model]), 0.0


FAMILY = _DecisionTree()
