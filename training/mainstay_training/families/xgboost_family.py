"""XGBoost; the number of trees is chosen by the folds together."""

import numpy as np
import xgboost as xgb

from .. import cluster
from ..config import THREADS, boosting_threads
from ..contributions import tree_contributions
from ..files import write_json
from ..tree_conversion import from_xgboost
from .base import FoldFit, TreeFamily

_MOST_TREES = 400
_PATIENCE = 30
"""Trees without gain on the held fold after which that fold stops."""


def _matrix(encoded: np.ndarray, left: np.ndarray | None = None) -> xgb.DMatrix:
    return xgb.DMatrix(encoded, label=left, nthread=boosting_threads(len(encoded)))


class _XgBoost(TreeFamily):
    name = "xgboost"
    aggregation = "sum"
    impute = False

    def default_settings(self, rows):
        return {
            "learning_rate": 0.1,
            "max_depth": 3,
            "min_child_weight": 5.0,
            "subsample": 0.8,
            "colsample_bytree": 0.6,
            "reg_lambda": 5.0,
            "reg_alpha": 0.01,
        }

    def suggest(self, trial, rows):
        return {
            "learning_rate": trial.suggest_float("learning_rate", 0.03, 0.4, log=True),
            "max_depth": trial.suggest_int("max_depth", 1, 6),
            "min_child_weight": trial.suggest_float("min_child_weight", 1, 50, log=True),
            "subsample": trial.suggest_float("subsample", 0.5, 1.0),
            "colsample_bytree": trial.suggest_float("colsample_bytree", 0.3, 1.0),
            "reg_lambda": trial.suggest_float("reg_lambda", 0.1, 100, log=True),
            "reg_alpha": trial.suggest_float("reg_alpha", 1e-3, 10, log=True),
        }

    def _parameters(self, left: np.ndarray, settings: dict, seed: int) -> dict:
        return {
            "objective": "binary:logistic",
            "eval_metric": "logloss",
            "tree_method": "hist",
            "base_score": float(np.float32(cluster.mean(left))),
            "nthread": boosting_threads(left.size),
            "seed": seed,
            "verbosity": 0,
            **{key: value for key, value in settings.items() if key != "trees"},
        }

    def fit(self, encoded, left, settings, seed):
        data = _matrix(encoded, left)
        return xgb.train(self._parameters(left, settings, seed), data, settings["trees"])

    def fit_fold(self, fold, settings, seed):
        encoded, left, held, held_left = fold
        data, held_data = _matrix(encoded, left), _matrix(held, held_left)
        history: dict = {}
        booster = xgb.train(
            self._parameters(left, settings, seed),
            data,
            _MOST_TREES,
            evals=[(held_data, "held")],
            early_stopping_rounds=_PATIENCE,
            evals_result=history,
            verbose_eval=False,
        )

        def margin_at(size: int) -> np.ndarray:
            margin = booster.predict(held_data, output_margin=True, iteration_range=(0, size + 1))
            return margin.astype(np.float64)

        return FoldFit(np.array(history["held"]["logloss"]), margin_at)

    def with_size(self, settings, size):
        return {**settings, "trees": size + 1}

    def raw(self, model, encoded):
        return model.predict(_matrix(encoded), output_margin=True).astype(np.float64)

    def trees(self, model):
        return from_xgboost(model)

    def contributions(self, model, encoded, encoder, means):
        return tree_contributions(model, encoded, encoder)

    def save(self, model, encoder, folder):
        model.save_model(folder / "model.ubj")
        write_json(folder / "encoder.json", encoder.document_)

    def load(self, folder):
        return xgb.Booster({"nthread": THREADS}, model_file=folder / "model.ubj")


FAMILY = _XgBoost()
