"""Makes a scikit-learn pipeline of a bundle's own trees, as people serve one.

Usage: make_pipeline.py BUNDLE OUT [--mlflow].
"""

import json
import sys
from pathlib import Path

import joblib
import numpy as np
import pandas as pd
import xgboost as xgb
from sklearn.compose import ColumnTransformer
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import OneHotEncoder


def columns_in_new_order(features: list[dict]) -> dict[int, int]:
    """The bundle's columns to those of numbers first, then categories."""
    numbers = [feature["column"] for feature in features if feature["kind"] == "number"]
    categories = [
        value["column"] for feature in features if feature["kind"] == "category" for value in feature["values"]
    ]
    return {old: new for new, old in enumerate(numbers + categories)}


def with_columns(booster: xgb.Booster, new_column: dict[int, int]) -> bytearray:
    """The same trees over other columns."""
    document = json.loads(booster.save_raw("json"))
    for tree in document["learner"]["gradient_booster"]["model"]["trees"]:
        # A leaf's split index stands for nothing.
        tree["split_indices"] = [
            new_column[split] if left != -1 else 0
            for split, left in zip(tree["split_indices"], tree["left_children"], strict=True)
        ]
    document["learner"]["feature_names"] = []
    document["learner"]["feature_types"] = []
    return bytearray(json.dumps(document).encode())


def main(bundle: Path, out: Path, for_mlflow: bool) -> None:
    """Write ``pipeline.joblib``, and as MLflow has it ``mlflow/``, once it says what the bundle's golden rows say."""
    encoder = json.loads((bundle / "model.json").read_text())["encoder"]["features"]
    plain = all(
        feature["missingColumn"] is None
        and (feature["kind"] == "category" or (feature["impute"] is None and feature["clip"] is None))
        and feature.get("rare") is None
        for feature in encoder
    )
    if not plain:
        sys.exit("this bundle's encoder does more than one-hot columns: a plain pipeline would not be the same model")
    golden = json.loads((bundle / "golden.json").read_text())["rows"]
    frame = pd.DataFrame([row["features"] for row in golden])
    numbers = [feature["feature"] for feature in encoder if feature["kind"] == "number"]
    categories = [feature for feature in encoder if feature["kind"] == "category"]
    one_hot = OneHotEncoder(
        categories=[[value["value"] for value in feature["values"]] for feature in categories],
        handle_unknown="ignore",
        sparse_output=False,
    )
    columns = ColumnTransformer(
        [("numbers", "passthrough", numbers), ("categories", one_hot, [feature["feature"] for feature in categories])]
    ).fit(frame)
    booster = xgb.Booster(model_file=bundle / "native" / "model.ubj")
    classifier = xgb.XGBClassifier(n_jobs=1)
    classifier.load_model(with_columns(booster, columns_in_new_order(encoder)))
    pipeline = Pipeline([("columns", columns), ("classifier", classifier)])

    expected = 1 / (1 + np.exp(-np.array([row["raw"] for row in golden])))
    farthest = np.abs(pipeline.predict_proba(frame)[:, 1] - expected).max()
    if not farthest < 1e-6:
        sys.exit(f"the pipeline is not the bundle's model: a golden row is off by {farthest}")
    joblib.dump(pipeline, out / "pipeline.joblib")
    if not for_mlflow:
        return
    import mlflow.sklearn  # not every environment has it

    mlflow.sklearn.save_model(
        pipeline, out / "mlflow", pyfunc_predict_fn="predict_proba", serialization_format="cloudpickle"
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), "--mlflow" in sys.argv[3:])
