"""Learning curve, changes in the data, fairness and the files for the gate."""

import csv
import hashlib
import json

import jsonschema
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import SCHEMAS, a_profile, run, some_rows, train_all, write_checked
from mainstay_training.checked import Profile, parse_rows
from mainstay_training.data_changes import data_changes, jensen_shannon, population_stability
from mainstay_training.drift_baseline import drift_baseline
from mainstay_training.files import write_json


def metrics_of(bundle):
    metrics = json.loads((bundle / "metrics.json").read_text(encoding="utf-8"))
    jsonschema.validate(metrics, json.loads((SCHEMAS / "metrics.schema.json").read_text(encoding="utf-8")))
    return metrics


@pytest.fixture(scope="module")
def evaluated(prepared, candidates, bundles, tmp_path_factory):
    """A bundle made with an earlier one at hand, and the gate's files."""
    folder = tmp_path_factory.mktemp("evaluated")
    options = ("--bootstrap", 60, "--choose", "xgboost", "--gate", folder / "gate", "--previous", bundles / "xgboost")
    inputs = ("--input", prepared, "--candidates", candidates)
    assert run("evaluate", *inputs, "--output", folder / "bundle", *options) == 0
    return folder


def test_the_curve_ends_with_the_model_itself_and_names_its_parts(evaluated):
    metrics = metrics_of(evaluated / "bundle")
    curve = metrics["learningCurve"]
    training = metrics["split"]["trainingCustomers"]
    assert [point["share"] for point in curve["points"]] == [0.25, 0.5, 1]  # an eighth holds too few leavers
    assert [point["customers"] for point in curve["points"]] == [round(share * training) for share in (0.25, 0.5, 1)]
    for name in ("rocAuc", "brier"):
        assert curve["points"][-1][name] == metrics["figures"][name]
        gain, worst = curve["lastDoubling"][name], 1 if name == "rocAuc" else -1
        whole, half = (curve["points"][at][name]["value"] for at in (-1, -2))
        assert gain["value"] == pytest.approx(worst * (whole - half))
        assert gain["low"] <= gain["value"] <= gain["high"]


def test_the_curve_rises_where_rows_are_few_and_much_is_to_be_learnt(tmp_path):
    source = write_checked(tmp_path / "in", some_rows(4000, seed=8))
    assert run("prepare", "--input", source, "--output", tmp_path / "p", "--folds", 3) == 0
    train_all(tmp_path / "p", tmp_path / "c", ["gradient-boosting"], trials=1)
    inputs = ("--input", tmp_path / "p", "--candidates", tmp_path / "c", "--bootstrap", 100)
    assert run("evaluate", *inputs, "--output", tmp_path / "b") == 0
    points = metrics_of(tmp_path / "b")["learningCurve"]["points"]
    assert [point["share"] for point in points] == [0.125, 0.25, 0.5, 1]
    assert points[-1]["rocAuc"]["value"] > points[0]["rocAuc"]["value"] + 0.01
    assert points[-1]["brier"]["value"] < points[0]["brier"]["value"]


def test_nothing_changed_where_the_earlier_model_had_the_same_rows(evaluated):
    changes = metrics_of(evaluated / "bundle")["dataChanges"]
    assert changes["previousCustomers"] == changes["customers"]
    assert changes["previousChurnRate"] == changes["churnRate"]
    assert {entry["feature"] for entry in changes["features"]} == {"tenure", "fee", "calls", "plan", "support"}
    for entry in changes["features"]:
        assert entry["populationStability"] == pytest.approx(0, abs=1e-9)
        assert entry["jensenShannon"] == pytest.approx(0, abs=1e-9)
        assert entry["newCategories"] == []


def test_changes_are_found_and_named(tmp_path):
    profile = Profile(a_profile())
    names = profile.names
    before = parse_rows(some_rows(1000, seed=1), profile)
    rows = some_rows(1000, seed=2)
    rows["fee"] = (rows["fee"].astype(float) * 2).astype(str)
    rows.loc[:199, "plan"] = "Student"
    rows.loc[rows.index % 2 == 0, "tenure"] = ""
    write_json(tmp_path / "baseline.json", drift_baseline(before, profile, [*names[:4]], np.full(1000, 0.2)))
    changes = data_changes(tmp_path / "baseline.json", parse_rows(rows, profile), profile, names)
    by_name = {entry["feature"]: entry for entry in changes["features"]}
    assert by_name["fee"]["populationStability"] > 0.25
    assert by_name["plan"]["newCategories"] == [{"value": "Student", "share": 0.2}]
    assert by_name["tenure"]["missingShare"] == 0.5
    assert by_name["tenure"]["missingShareBefore"] == 0
    assert by_name["calls"]["populationStability"] < 0.1
    assert changes["features"][-1]["feature"] == "calls"
    assert changes["onlyNow"] == ["support"]
    assert changes["previousChurnRate"] is None


def test_known_values_of_both_indices():
    # (0.5 − 0.25)·ln 2 + (0.5 − 0.75)·ln(2/3) by hand
    before, now = np.array([0.25, 0.75]), np.array([0.5, 0.5])
    assert population_stability(before, now) == pytest.approx(0.274653, abs=1e-6)
    assert jensen_shannon(np.array([1.0, 0.0]), np.array([0.0, 1.0])) == 1


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(0, 50)), min_size=2, max_size=8))
def test_both_indices_are_symmetric_and_never_negative(counts):
    p, q = (np.array(side, dtype=float) + 1 for side in zip(*counts, strict=True))
    p, q = p / p.sum(), q / q.sum()
    for index in (population_stability, jensen_shannon):
        assert index(p, q) >= 0
        assert index(p, q) == pytest.approx(index(q, p), abs=1e-12)


def test_fairness_counts_what_the_predictions_say(evaluated):
    metrics = metrics_of(evaluated / "bundle")
    rows = pd.read_csv(evaluated / "gate" / "test-predictions.csv")
    assert sum(entry["customers"] for entry in metrics["fairness"] if entry["feature"] == "plan") == len(rows)
    for entry in metrics["fairness"]:
        inside = rows[rows[f"segment.{entry['feature']}"] == entry["group"]]
        selected = inside["probability"] >= metrics["threshold"]
        left = inside["label"] == 1
        assert entry["customers"] == len(inside)
        assert entry["selected"] == selected.sum()
        assert entry["selectionRate"]["value"] == pytest.approx(selected.mean())
        if left.any():
            assert entry["truePositiveRate"]["value"] == pytest.approx(selected[left].mean())
        if selected.any():
            assert entry["precision"]["value"] == pytest.approx(left[selected].mean())
        else:
            assert entry["precision"] is None
        gap = entry["calibrationGap"]
        assert gap["value"] == pytest.approx((inside["label"] - inside["probability"]).mean())
        assert gap["low"] <= gap["value"] <= gap["high"]


def test_the_gate_gets_the_untouched_rows_and_what_the_model_says_of_each(prepared, evaluated, tmp_path):
    gate = evaluated / "gate"
    assert (gate / "test-rows.csv").read_bytes() == (prepared / "test.csv").read_bytes()
    with (gate / "test-predictions.csv").open(encoding="utf-8", newline="") as file:
        predictions = list(csv.DictReader(file))
    rows = pd.read_csv(gate / "test-rows.csv", dtype=str, keep_default_na=False)
    assert [row["line"] for row in predictions] == rows["__line"].tolist()
    assert [row["label"] for row in predictions] == rows["__label"].tolist()
    hashes = [hashlib.sha256(customer.encode()).hexdigest() for customer in rows["__id"]]
    assert [row["idSha256"] for row in predictions] == hashes
    source = write_checked(tmp_path / "in", rows)
    output = tmp_path / "scores.csv"
    assert run("predict", "--bundle", evaluated / "bundle", "--input", source, "--output", output) == 0
    with output.open(encoding="utf-8", newline="") as file:
        for told, asked in zip(predictions, csv.DictReader(file), strict=True):
            assert float(told["probability"]) == float(asked["probability"])
            assert float(told["raw"]) == float(asked["raw"])
    assert not (evaluated / "bundle" / "test-rows.csv").exists()
