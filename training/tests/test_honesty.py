"""Equal data, settings and seed give equal bytes, and no test row has a say in the model."""

import json
import shutil

import numpy as np
import pandas as pd
import pytest

from conftest import run, train_all
from mainstay_training.ranking import roc_auc

FEW = ("logistic-regression", "random-forest", "gradient-boosting", "xgboost")
FILES = ("model.json", "trees.bin", "golden.json", "baseline.json", "metrics.json", "exploration.json")


def bundle_of(prepared, folder, family):
    train_all(prepared, folder / "c", [family])
    options = ("--bootstrap", 30)
    assert run("evaluate", "--input", prepared, "--candidates", folder / "c", "--output", folder / "b", *options) == 0
    return folder / "b"


@pytest.mark.parametrize("family", FEW)
def test_a_run_can_be_repeated_byte_for_byte(prepared, candidates, bundles, tmp_path, family):
    first, second = (bundle_of(prepared, tmp_path / name, family) for name in ("one", "two"))
    for name in FILES:
        if (first / name).exists():
            assert (first / name).read_bytes() == (second / name).read_bytes(), name


def test_preparing_again_gives_the_same_bytes(checked, prepared, tmp_path):
    assert run("prepare", "--input", checked, "--output", tmp_path / "p", "--folds", 3) == 0
    for file in sorted(prepared.iterdir()):
        assert file.read_bytes() == (tmp_path / "p" / file.name).read_bytes()


@pytest.mark.parametrize("family", ["logistic-regression", "xgboost"])
def test_other_test_labels_change_the_figures_and_nothing_of_the_model(prepared, tmp_path, family):
    other = tmp_path / "prepared"
    shutil.copytree(prepared, other)
    test = pd.read_csv(other / "test.csv", dtype=str, keep_default_na=False)
    test["__label"] = test["__label"].to_numpy()[::-1]
    test.to_csv(other / "test.csv", index=False, lineterminator="\n")
    honest, permuted = bundle_of(prepared, tmp_path / "one", family), bundle_of(other, tmp_path / "two", family)
    for name in ("model.json", "trees.bin", "golden.json", "baseline.json", "exploration.json"):
        if (honest / name).exists():
            assert (honest / name).read_bytes() == (permuted / name).read_bytes(), name
    figures = [json.loads((folder / "metrics.json").read_text())["figures"] for folder in (honest, permuted)]
    assert figures[0] != figures[1]


def test_training_runs_where_there_are_no_test_rows(prepared, tmp_path):
    other = tmp_path / "prepared"
    shutil.copytree(prepared, other)
    (other / "test.csv").unlink()
    train_all(other, tmp_path / "c", ["decision-tree"], trials=1)
    document = json.loads((tmp_path / "c" / "decision-tree" / "candidate.json").read_text())
    assert document["status"] == "fitted"


def test_as_many_trials_without_a_budget_repeat_a_run_that_had_one(prepared, tmp_path):
    options = ("--input", prepared, "--family", "decision-tree")
    assert run("train", *options, "--output", tmp_path / "timed", "--budget", 0.4, "--trials", 6) == 0
    timed = json.loads((tmp_path / "timed" / "candidate.json").read_text())
    assert run("train", *options, "--output", tmp_path / "again", "--trials", timed["search"]["trials"]) == 0
    assert json.loads((tmp_path / "again" / "candidate.json").read_text()) == timed


def test_the_first_trial_is_done_even_without_time(prepared, tmp_path):
    options = ("--input", prepared, "--family", "logistic-regression", "--budget", 0)
    assert run("train", *options, "--output", tmp_path / "c") == 0
    document = json.loads((tmp_path / "c" / "candidate.json").read_text())
    assert document["search"]["trials"] == 1
    assert document["settings"] == {"penalty": "l2", "C": 0.1}


def test_on_many_rows_settings_are_compared_on_some_and_cross_validated_on_all(prepared, tmp_path, monkeypatch):
    monkeypatch.setattr("mainstay_training.train.SEARCH_ROWS", 200)
    train_all(prepared, tmp_path / "c", ["xgboost"])
    summary = json.loads((prepared / "prepared.json").read_text())
    assert np.load(tmp_path / "c" / "xgboost" / "out-of-fold.npy").size == summary["trainingCustomers"]
    assert bundle_of(prepared, tmp_path, "xgboost").exists()


def test_out_of_fold_probabilities_come_from_models_that_did_not_see_the_row(prepared, tmp_path):
    """Customers who can be told apart only one by one are learnt by heart; out of fold that must not show."""
    other = tmp_path / "prepared"
    shutil.copytree(prepared, other)
    training = pd.read_csv(other / "training.csv", dtype=str, keep_default_na=False)
    random = np.random.default_rng(3)
    training["__label"] = random.permutation(training["__label"].to_numpy())
    training.to_csv(other / "training.csv", index=False, lineterminator="\n")
    train_all(other, tmp_path / "c", ["xgboost"])
    probability = np.load(tmp_path / "c" / "xgboost" / "out-of-fold.npy")
    assert roc_auc((training["__label"] == "1").to_numpy().astype(int), probability) < 0.6
