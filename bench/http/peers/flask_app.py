"""A scoring service as most are written: Flask, a joblib pipeline, a pandas row."""

import os

import joblib
import pandas as pd
from flask import Flask, jsonify, request

model = joblib.load(os.environ["PIPELINE"])
app = Flask(__name__)


@app.post("/predict")
def predict():
    """The chance that a customer leaves."""
    row = pd.DataFrame([request.get_json()["features"]])
    return jsonify(probability=float(model.predict_proba(row)[0, 1]))
