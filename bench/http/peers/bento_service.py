"""The same with BentoML."""

import os

import bentoml
import joblib
import pandas as pd


@bentoml.service(workers=1)
class Churn:
    """Scores a customer."""

    def __init__(self) -> None:
        self.model = joblib.load(os.environ["PIPELINE"])

    @bentoml.api
    def predict(self, features: dict) -> float:
        """The chance that a customer leaves."""
        return float(self.model.predict_proba(pd.DataFrame([features]))[0, 1])
