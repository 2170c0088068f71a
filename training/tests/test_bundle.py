import csv
import json

import jsonschema
import numpy as np
import pytest

import engine
from conftest import SCHEMAS, run, some_rows, write_checked
from mainstay_training.config import FAMILIES
from mainstay_training.trees import Trees

DOCUMENTS = ("model", "golden", "baseline", "metrics", "exploration")


def read(path):
    return json.loads(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_document_keeps_its_schema(bundles, family, document):
    schema = read(SCHEMAS / f"{document}.schema.json")
    jsonschema.Draft202012Validator(schema).validate(read(bundles / family / f"{document}.json"))


@pytest.mark.parametrize("family", FAMILIES)
def test_a_plain_reading_of_the_bundle_reproduces_every_golden_row(bundles, family):
    model, golden = read(bundles / family / "model.json"), read(bundles / family / "golden.json")
    trees = Trees.read(bundles / family / "trees.bin") if model["ensemble"]["kind"] == "trees" else None
    for row in golden["rows"]:
        raw = engine.raw_score(model, trees, engine.encode(model["encoder"], row["features"]))
        assert raw == pytest.approx(row["raw"], abs=2e-6)
        assert engine.probability(model, raw) == pytest.approx(row["probability"], abs=1e-6)


@pytest.mark.parametrize("family", FAMILIES)
def test_contributions_and_bias_add_up_to_the_raw_score(bundles, family):
    for row in read(bundles / family / "golden.json")["rows"]:
        assert row["bias"] + sum(row["contributions"].values()) == pytest.approx(row["raw"], abs=1e-5)


def test_the_contribution_of_a_linear_model_is_coefficient_times_distance_from_the_mean(bundles):
    folder = bundles / "logistic-regression"
    model, golden = read(folder / "model.json"), read(folder / "golden.json")
    ensemble = model["ensemble"]
    tenure = next(entry for entry in model["encoder"]["features"] if entry["feature"] == "tenure")
    column = tenure["column"]
    for row in golden["rows"][:50]:
        x = engine.encode(model["encoder"], row["features"])[column]
        expected = ensemble["coefficients"][column] * (float(x) - ensemble["means"][column])
        assert row["contributions"]["tenure"] == pytest.approx(expected, abs=1e-9)


def expected_value(trees, node, row, known):
    """Expected leaf value when only the features in ``known`` are known (Lundberg et al. 2018, algorithm 1)."""
    if trees.feature[node] < 0:
        return float(trees.value[node])
    left, right = int(trees.left[node]), int(trees.right[node])
    if trees.feature[node] in known:
        x = row[trees.feature[node]]
        goes_left = trees.default_left[node] == 1 if np.isnan(x) else x < trees.threshold[node]
        return expected_value(trees, left if goes_left else right, row, known)
    parts = [float(trees.cover[child]) * expected_value(trees, child, row, known) for child in (left, right)]
    return sum(parts) / (float(trees.cover[left]) + float(trees.cover[right]))


@pytest.mark.parametrize("family", FAMILIES[1:])
def test_the_bias_of_trees_is_the_expected_score_by_the_covers_in_the_file(bundles, family):
    folder = bundles / family
    ensemble, golden = read(folder / "model.json")["ensemble"], read(folder / "golden.json")
    trees = Trees.read(folder / "trees.bin")
    expected = sum(expected_value(trees, int(root), None, set()) for root in trees.roots)
    if ensemble["aggregation"] == "mean":
        expected /= trees.tree_count
    assert golden["rows"][0]["bias"] == pytest.approx(ensemble["base"] + expected, abs=1e-5)


def test_golden_rows_hold_gaps_unseen_texts_extremes_and_a_customer_of_whom_nothing_is_known(bundles):
    rows = [row["features"] for row in read(bundles / "xgboost" / "golden.json")["rows"]]
    assert len(rows) >= 300
    assert any(all(value is None for value in row.values()) for row in rows)
    assert any(row["plan"] not in (None, "Basic", "Plus", "Pro", "Gold, old") for row in rows)
    assert any(row["fee"] is not None and abs(row["fee"]) > 1e5 for row in rows)


def test_golden_rows_stand_on_the_thresholds_of_the_trees(bundles):
    trees = Trees.read(bundles / "xgboost" / "trees.bin")
    edges = set(trees.threshold[trees.feature >= 0].astype(float).tolist())
    rows = [row["features"] for row in read(bundles / "xgboost" / "golden.json")["rows"]]
    assert sum(row["calls"] in edges for row in rows) >= 5


@pytest.mark.parametrize("family", FAMILIES)
def test_predict_says_the_same_as_the_bundle_of_every_row(bundles, checked, tmp_path, family):
    output = tmp_path / "scores.csv"
    assert run("predict", "--bundle", bundles / family, "--input", checked, "--output", output) == 0
    model = read(bundles / family / "model.json")
    trees = Trees.read(bundles / family / "trees.bin") if model["ensemble"]["kind"] == "trees" else None
    with output.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 600
    assert list(rows[0])[:5] == ["id", "line", "raw", "probability", "bias"]
    names = list(rows[0])[5:]
    assert names == [entry["feature"] for entry in model["encoder"]["features"]]
    for row in rows:
        assert sum(float(row[name]) for name in ["bias", *names]) == pytest.approx(float(row["raw"]), abs=1e-5)
        assert engine.probability(model, float(row["raw"])) == pytest.approx(float(row["probability"]), abs=1e-12)
    if trees is not None:
        assert trees.tree_count == model["ensemble"]["treeCount"]


def test_predict_needs_no_labels(bundles, tmp_path):
    rows = some_rows(50, seed=9).drop(columns=["__label", "__monthly_value_minor", "__snapshot"])
    source = write_checked(tmp_path / "in", rows)
    options = ("--input", source, "--output", tmp_path / "scores.csv")
    assert run("predict", "--bundle", bundles / "random-forest", *options) == 0
    assert len((tmp_path / "scores.csv").read_text().splitlines()) == 51


def test_a_damaged_trees_file_is_told_from_a_whole_one(bundles, tmp_path):
    content = (bundles / "xgboost" / "trees.bin").read_bytes()
    damaged = tmp_path / "trees.bin"
    damaged.write_bytes(content + b"x")
    with pytest.raises(ValueError, match="bytes"):
        Trees.read(damaged)
    damaged.write_bytes(b"NOTTREES" + content[8:])
    with pytest.raises(ValueError, match="begin with"):
        Trees.read(damaged)


def test_the_table_holds_both_baselines_and_all_families_measured_on_the_test_rows(bundles):
    metrics = read(bundles / "xgboost" / "metrics.json")
    assert [row["name"] for row in metrics["candidates"]] == ["majority", "one-rule", *FAMILIES]
    assert metrics["candidates"][0]["test"]["rocAuc"]["value"] == 0.5
    assert metrics["candidates"][0]["test"]["recall"]["value"] == 0
    for row in metrics["candidates"]:
        for figure in row["test"].values():
            assert figure["low"] <= figure["value"] <= figure["high"]
    confusion = metrics["confusion"]
    assert sum(confusion.values()) == metrics["split"]["testCustomers"]
    assert confusion["truePositive"] + confusion["falseNegative"] == metrics["split"]["testLeavers"]
    assert sum(row["leavers"] for row in metrics["deciles"]) == metrics["split"]["testLeavers"]
    assert metrics["deciles"][-1]["cumulativeRecall"] == 1
    assert sum(entry["share"] for entry in metrics["importance"]) == pytest.approx(1)
