"""Scores a file with polars and XGBoost: python polars_xgboost.py MODEL IN OUT."""

import json
import sys
from pathlib import Path

import polars as pl
import xgboost as xgb


def main(model: Path, source: Path, target: Path) -> None:
    """Write id and probability of every row."""
    features = json.loads((model / "bundle" / "model.json").read_text())["encoder"]["features"]
    booster = xgb.Booster({"nthread": 1}, model_file=model / "bundle" / "native" / "model.ubj")
    types = {feature["feature"]: pl.Float32 if feature["kind"] == "number" else pl.Categorical for feature in features}
    customers = pl.read_csv(source, columns=["CustomerID", *types], schema_overrides=types)
    columns = []
    for feature in features:  # in the order of the trees' columns
        name = feature["feature"]
        if feature["kind"] == "number":
            columns.append(pl.col(name))
            continue
        columns += [
            (pl.col(name) == value["value"]).cast(pl.Float32).alias(f"{name}={value['value']}")
            for value in feature["values"]
        ]
    probability = booster.inplace_predict(customers.select(columns).to_numpy())
    customers.select("CustomerID", pl.Series("probability", probability)).write_csv(target)


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
