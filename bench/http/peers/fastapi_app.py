"""The same with FastAPI."""

import os

import joblib
import pandas as pd
from fastapi import FastAPI
from pydantic import BaseModel

model = joblib.load(os.environ["PIPELINE"])
app = FastAPI()


class Customer(BaseModel):
    """A customer as one comes in."""

    features: dict[str, float | str | None]


@app.post("/predict")
def predict(customer: Customer) -> dict[str, float]:
    """The chance that a customer leaves."""
    row = pd.DataFrame([customer.features])
    return {"probability": float(model.predict_proba(row)[0, 1])}
