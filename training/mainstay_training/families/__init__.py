"""The five families of models, each behind the same interface."""

from importlib import import_module

from .base import Family

_MODULES = {
    "logistic-regression": "logistic_regression",
    "decision-tree": "decision_tree",
    "random-forest": "random_forest",
    "gradient-boosting": "gradient_boosting",
    "xgboost": "xgboost_family",
}


def family_named(name: str) -> Family:
    """The family with that name; only its own libraries are imported."""
    return import_module(f".{_MODULES[name]}", __name__).FAMILY
