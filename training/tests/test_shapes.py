"""Data sets of unusual shapes go through all steps, with warnings as errors."""

import json

import jsonschema
import numpy as np
import pytest

from conftest import SCHEMAS, a_profile, run, some_rows, train_all, write_checked


def category_only():
    rows = some_rows(150, seed=4)[["__id", "__line", "__label", "__monthly_value_minor", "__snapshot", "plan"]]
    return rows, [a_profile()["features"][3]]


def coarse_number():
    rows = some_rows(150, seed=5)
    rows["calls"] = np.where(rows["calls"] == "", "", "1")  # one value, and gaps
    return rows, a_profile()["features"][1:3]


def mostly_missing():
    rows = some_rows(300, seed=6)
    rows.loc[5:, "fee"] = ""
    rows.loc[3:, "plan"] = ""
    return rows, a_profile()["features"]


def huge_numbers():
    rows = some_rows(300, seed=7)
    rows["fee"] = [f"{float(fee)}e30" for fee in rows["fee"]]
    rows["tenure"] = [f"{float(tenure)}e-30" for tenure in rows["tenure"]]
    return rows, a_profile()["features"]


@pytest.mark.parametrize("shape", [category_only, coarse_number, mostly_missing, huge_numbers])
def test_all_steps_write_valid_documents(tmp_path, shape):
    rows, features = shape()
    rows["__monthly_value_minor"] = ""
    profile = a_profile(features=features, segments=[], money=None, id={"column": None})
    source = write_checked(tmp_path / "in", rows, profile)
    assert run("prepare", "--input", source, "--output", tmp_path / "p", "--folds", 3) == 0
    train_all(tmp_path / "p", tmp_path / "c", trials=1)
    options = ("--candidates", tmp_path / "c", "--output", tmp_path / "b", "--bootstrap", 20)
    assert run("evaluate", "--input", tmp_path / "p", *options) == 0
    for name in ("model", "golden", "baseline", "metrics", "exploration"):
        schema = json.loads((SCHEMAS / f"{name}.schema.json").read_text())
        document = json.loads((tmp_path / "b" / f"{name}.json").read_text())
        jsonschema.Draft202012Validator(schema).validate(document)
        if name == "metrics":
            assert document["profitCurve"] == []
            assert [row["status"] for row in document["candidates"]] == ["fitted"] * 7
