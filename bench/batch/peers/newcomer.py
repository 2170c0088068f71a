"""Scores a file as most people write it first: python newcomer.py MODEL IN OUT."""

import sys
from pathlib import Path

import joblib
import pandas as pd

model, source, target = map(Path, sys.argv[1:])
pipeline = joblib.load(model / "pipeline.joblib")
customers = pd.read_csv(source)
probability = pipeline.predict_proba(customers)[:, 1]
pd.DataFrame({"CustomerID": customers["CustomerID"], "probability": probability}).to_csv(target, index=False)
