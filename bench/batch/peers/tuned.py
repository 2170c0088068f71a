"""Scores a file in chunks with all that helps: python tuned.py MODEL IN OUT.

Arrow's reader takes the wanted columns only, numbers as float32 and texts as codes; one-hot columns are set by code in
one reused matrix, which XGBoost reads in place.
"""

import json
import sys
from pathlib import Path

import numpy as np
import pyarrow as pa
import xgboost as xgb
from pyarrow import csv

_CHUNK_BYTES = 8 << 20


def main(model: Path, source: Path, target: Path) -> None:
    """Write id and probability of every row."""
    pa.set_cpu_count(1)
    pa.set_io_thread_count(1)
    encoder = json.loads((model / "bundle" / "model.json").read_text())["encoder"]
    booster = xgb.Booster({"nthread": 1}, model_file=model / "bundle" / "native" / "model.ubj")
    features = encoder["features"]
    text = pa.dictionary(pa.int32(), pa.string())
    types = {feature["feature"]: pa.float32() if feature["kind"] == "number" else text for feature in features}
    column_of = {
        feature["feature"]: {value["value"]: value["column"] for value in feature["values"]}
        for feature in features
        if feature["kind"] == "category"
    }
    reader = csv.open_csv(
        source,
        csv.ReadOptions(use_threads=False, block_size=_CHUNK_BYTES),
        convert_options=csv.ConvertOptions(
            include_columns=["CustomerID", *types], column_types={"CustomerID": pa.string(), **types}
        ),
    )
    schema = pa.schema([("CustomerID", pa.string()), ("probability", pa.float32())])
    matrix = np.zeros((0, encoder["columnCount"]), dtype=np.float32)
    with csv.CSVWriter(target, schema, write_options=csv.WriteOptions(quoting_style="none")) as writer:
        for batch in reader:
            if len(matrix) < len(batch):
                matrix = np.empty((len(batch), encoder["columnCount"]), dtype=np.float32)
            rows = matrix[: len(batch)]
            rows[:] = 0
            every = np.arange(len(batch))
            for feature in features:
                values = batch.column(feature["feature"])
                if feature["kind"] == "number":
                    rows[:, feature["column"]] = values.to_numpy(zero_copy_only=False)
                    continue
                known = column_of[feature["feature"]]
                columns = np.array([known[value] for value in values.dictionary.to_pylist()])
                rows[every, columns[values.indices.to_numpy()]] = 1
            probability = pa.array(booster.inplace_predict(rows))
            writer.write_batch(pa.record_batch([batch.column("CustomerID"), probability], schema=schema))


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
