"""Makes the pipeline that people serve of a bundle's own trees: python make_pipeline.py BUNDLE OUT."""

import json
import sys
from pathlib import Path

import joblib
import pandas as pd
import xgboost as xgb
from sklearn.compose import ColumnTransformer
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import OneHotEncoder


def main(bundle: Path, out: Path) -> None:
    """Write ``pipeline.joblib``; that it says what the bundle says is looked at on all rows of a run."""
    encoder = json.loads((bundle / "model.json").read_text())["encoder"]["features"]
    golden = json.loads((bundle / "golden.json").read_text())["rows"]
    numbers = [feature["feature"] for feature in encoder if feature["kind"] == "number"]
    categories = [feature for feature in encoder if feature["kind"] == "category"]
    one_hot = OneHotEncoder(
        categories=[[value["value"] for value in feature["values"]] for feature in categories],
        handle_unknown="ignore",
        sparse_output=False,
    )
    columns = ColumnTransformer(
        [("numbers", "passthrough", numbers), ("categories", one_hot, [feature["feature"] for feature in categories])]
    ).fit(pd.DataFrame([row["features"] for row in golden]))
    classifier = xgb.XGBClassifier(n_jobs=1)
    classifier.load_model(bundle / "native" / "model.ubj")
    joblib.dump(Pipeline([("columns", columns), ("classifier", classifier)]), out / "pipeline.joblib")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
