"""Fitted trees of scikit-learn and XGBoost to :class:`Trees`, exactly."""

import json

import numpy as np

from .trees import Trees, join_trees, strict_threshold


def from_sklearn_classifiers(trees: list) -> Trees:
    """Trees of a decision tree or random forest classifier; leaf values are the shares of class 1.

    Parameters
    ----------
    trees : list of DecisionTreeClassifier
        Fitted on labels 0 and 1 without missing values.
    """
    parts = []
    for fitted in trees:
        tree = fitted.tree_
        leaf = tree.children_left < 0
        shares = tree.value[:, 0, :]
        parts.append(
            {
                "feature": np.where(leaf, -1, tree.feature),
                "threshold": strict_threshold(tree.threshold),
                "left": tree.children_left,
                "right": tree.children_right,
                "default_left": np.zeros(leaf.size),
                "value": shares[:, 1] / shares.sum(axis=1),
                "cover": tree.weighted_n_node_samples,
            }
        )
    return join_trees(parts)


def from_hist_gradient_boosting(model) -> tuple[Trees, float]:
    """Trees and base score of a fitted binary ``HistGradientBoostingClassifier`` without native categories.

    Returns
    -------
    Trees, float
        Leaf values in log-odds, and what they are added to.
    """
    parts = []
    for (predictor,) in model._predictors:
        nodes = predictor.nodes
        if nodes["is_categorical"].any():
            raise ValueError("native categories have no place in trees.bin")
        leaf = nodes["is_leaf"] == 1
        parts.append(
            {
                "feature": np.where(leaf, -1, nodes["feature_idx"].astype(np.int64)),
                "threshold": strict_threshold(nodes["num_threshold"]),
                "left": nodes["left"].astype(np.int64),
                "right": nodes["right"].astype(np.int64),
                "default_left": nodes["missing_go_to_left"],
                "value": nodes["value"],
                "cover": nodes["count"],
            }
        )
    return join_trees(parts), float(np.asarray(model._baseline_prediction).ravel()[0])


def _margin_without_trees(document: dict) -> float:
    """What XGBoost adds the leaves to: its own answer for the same model without trees."""
    import xgboost as xgb

    model = document["learner"]["gradient_booster"]["model"]
    model.update({"iteration_indptr": [0], "tree_info": [], "trees": []})
    model["gbtree_model_param"]["num_trees"] = "0"
    bare = xgb.Booster({"nthread": 1}, model_file=bytearray(json.dumps(document).encode()))
    columns = int(document["learner"]["learner_model_param"]["num_feature"])
    return float(bare.predict(xgb.DMatrix(np.zeros((1, columns), np.float32)), output_margin=True)[0])


def from_xgboost(booster) -> tuple[Trees, float]:
    """Trees and base score of a binary gbtree booster with numeric splits.

    Returns
    -------
    Trees, float
        Leaf values in log-odds, and the float32 that they are added to.
    """
    document = json.loads(booster.save_raw("json"))
    model = document["learner"]["gradient_booster"]["model"]
    parts = []
    for tree in model["trees"]:
        left = np.array(tree["left_children"], dtype=np.int64)
        leaf = left < 0
        conditions = np.array(tree["split_conditions"], dtype=np.float32)
        parts.append(
            {
                "feature": np.where(leaf, -1, tree["split_indices"]),
                "threshold": conditions,
                "left": left,
                "right": np.array(tree["right_children"], dtype=np.int64),
                "default_left": np.array(tree["default_left"]),
                "value": conditions,
                "cover": np.array(tree["sum_hessian"], dtype=np.float32),
            }
        )
    return join_trees(parts), _margin_without_trees(document)
