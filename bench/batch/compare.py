"""Compares score files: python compare.py MODEL OWN PEER... prints the largest difference of each peer as a JSON list.

Peers wrote XGBoost's own probability; the bundle's sigmoid is laid over it, so that like is compared with like.
Mainstay's file has six decimals. Exits with a message where the customers differ.
"""

import json
import sys
from pathlib import Path

import numpy as np
import pandas as pd

model, own_file, *peer_files = sys.argv[1:]
calibration = json.loads((Path(model) / "bundle" / "model.json").read_text())["calibration"]


def read(file: str) -> tuple[pd.Series, np.ndarray]:
    """Ids and calibrated probabilities."""
    ids_name, probability_name, *others = pd.read_csv(file, nrows=0).columns
    table = pd.read_csv(file, usecols=[ids_name, probability_name], dtype={ids_name: str})
    probability = table[probability_name].to_numpy(np.float64)
    if not others:  # a peer's
        margin = np.log(probability) - np.log1p(-probability)
        probability = 1 / (1 + np.exp(-(calibration["slope"] * margin + calibration["intercept"])))
    return table[ids_name], probability


own_ids, own = read(own_file)
differences = []
for file in peer_files:
    ids, probability = read(file)
    if not own_ids.equals(ids):
        sys.exit(f"{file} is not of the same customers in the same order")
    differences.append(float(np.abs(probability - own).max()))
print(json.dumps(differences))
