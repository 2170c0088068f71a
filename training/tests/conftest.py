"""Tiny seeded customers, in the form that intake hands over."""

import json
import os
import signal
from pathlib import Path

from mainstay_training.machine import numeric_environment

os.environ.update(numeric_environment())  # as the command line does, before numpy is loaded

import numpy as np
import pandas as pd
import pytest

from mainstay_training.__main__ import main
from mainstay_training.config import FAMILIES
from mainstay_training.families import random_forest

random_forest._TREES = 20  # enough to see what goes wrong, and ten times faster
SCHEMAS = Path(__file__).parents[2] / "data" / "schemas"


def words(text):
    return {"en": text, "ko": text}


def a_profile(**changes):
    """A profile of a made-up mobile operator; ``changes`` replace whole entries."""
    number = {"kind": "number", "changeable": False}
    profile = {
        "format": "mainstay-profile/1",
        "name": "mobile",
        "version": 1,
        "title": words("Mobile"),
        "id": {"column": "customer"},
        "label": {"column": "left", "positive": ["1"], "negative": ["0"]},
        "money": {"column": "fee", "per": "month"},
        "currency": "USD",
        "churnWithinDays": 30,
        "valueHorizonMonths": 12,
        "snapshotColumn": None,
        "missing": [],
        "decimal": ".",
        "features": [
            {"name": "tenure", "label": words("tenure"), **number},
            {"name": "fee", "label": words("fee"), **number},
            {"name": "calls", "label": words("calls"), **number},
            {
                "name": "plan",
                "label": words("plan"),
                "kind": "category",
                "changeable": True,
                "values": ["Basic", "Plus", "Pro", "Gold, old"],
            },
            {
                "name": "support",
                "label": words("support"),
                "kind": "category",
                "changeable": True,
                "values": ["yes", "no"],
            },
        ],
        "excluded": [],
        "segments": [{"feature": "tenure", "cuts": [12, 24]}, {"feature": "plan"}],
        "plays": [],
        "policy": {"contactCost": 5, "successRate": 0.3, "capacityShare": 0.1},
    }
    return {**profile, **changes}


def some_rows(rows=600, seed=1):
    """Customers whose leaving depends on tenure, plan and calls; with gaps, a rare plan and an unlisted one."""
    random = np.random.default_rng(seed)
    tenure = random.integers(0, 60, rows)
    fee = np.round(random.uniform(5, 50, rows), 2)
    calls = np.round(random.exponential(3, rows), 3)
    plan = random.choice(["Basic", "Plus", "Pro", "Gold, old", 'Test "x"'], rows, p=[0.5, 0.3, 0.18, 0.01, 0.01])
    support = random.choice(["yes", "no", ""], rows, p=[0.3, 0.6, 0.1])
    margin = 0.6 - 0.05 * tenure + 0.25 * calls - 0.8 * (plan == "Pro") + 0.5 * np.where(fee > 30, calls - 3, 0)
    left = random.uniform(size=rows) < 1 / (1 + np.exp(-margin))
    gaps = random.uniform(size=rows) < 0.08
    return pd.DataFrame(
        {
            "__id": [f"c{number}" for number in range(rows)],
            "__line": [str(number + 2) for number in range(rows)],
            "__label": left.astype(int).astype(str),
            "__monthly_value_minor": [str(round(amount * 100)) for amount in fee],
            "__snapshot": "",
            "tenure": tenure.astype(str),
            "fee": fee.astype(str),
            "calls": np.where(gaps, "", calls.astype(str)),
            "plan": plan,
            "support": support,
        }
    )


def write_checked(folder, rows, profile=None):
    """Write a folder as intake does."""
    folder.mkdir(parents=True, exist_ok=True)
    rows.to_csv(folder / "checked.csv", index=False, lineterminator="\n")
    (folder / "profile.json").write_text(json.dumps(profile or a_profile()), encoding="utf-8")
    return folder


def run(*arguments):
    """Run the command line; the exit code. Signals go back to those who listened before."""
    handlers = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        return main([str(argument) for argument in arguments])
    finally:
        for number, handler in handlers.items():
            signal.signal(number, handler)


def train_all(prepared, candidates, families=FAMILIES, trials=2):
    for family in families:
        code = run(
            "train", "--input", prepared, "--output", candidates / family, "--family", family, "--trials", trials
        )
        assert code == 0


@pytest.fixture(scope="session")
def checked(tmp_path_factory):
    return write_checked(tmp_path_factory.mktemp("checked"), some_rows())


@pytest.fixture(scope="session")
def prepared(checked, tmp_path_factory):
    folder = tmp_path_factory.mktemp("prepared") / "p"
    assert run("prepare", "--input", checked, "--output", folder, "--folds", 3) == 0
    return folder


@pytest.fixture(scope="session")
def candidates(prepared, tmp_path_factory):
    folder = tmp_path_factory.mktemp("candidates")
    train_all(prepared, folder)
    return folder


@pytest.fixture(scope="session")
def bundles(prepared, candidates, tmp_path_factory):
    """One bundle per family."""
    folder = tmp_path_factory.mktemp("bundles")
    for family in FAMILIES:
        options = ("--bootstrap", 50, "--choose", family)
        code = run("evaluate", "--input", prepared, "--candidates", candidates, "--output", folder / family, *options)
        assert code == 0
    return folder
