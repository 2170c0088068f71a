"""The same parts, profile and seed give the same bytes: another process, another folder, another moment."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from mainstay_training.config import FAMILIES

PACKAGE = Path(__file__).parents[1]
WHOLE_RUN = """
import json, pathlib, sys
from mainstay_training.__main__ import main
checked, folder, search = sys.argv[1], pathlib.Path(sys.argv[2]), json.loads(sys.argv[3])
def run(*arguments):
    assert main([str(argument) for argument in arguments]) == 0
run("prepare", "--input", checked, "--output", folder / "prepared", "--folds", 3, "--seed", 11)
for family, options in search.items():
    to = folder / "candidates" / family
    run("train", "--input", folder / "prepared", "--output", to, "--family", family, *options)
for family in search:
    run("evaluate", "--input", folder / "prepared", "--candidates", folder / "candidates", "--output",
        folder / "bundles" / family, "--gate", folder / "gate" / family, "--bootstrap", 50, "--choose", family)
"""


def whole_run(checked, folder, search):
    """All steps for all families, in a process with its own hash seed."""
    folder.mkdir()
    environment = {**os.environ, "PYTHONPATH": str(PACKAGE), "PYTHONHASHSEED": str(len(folder.name))}
    command = [sys.executable, "-c", WHOLE_RUN, str(checked), str(folder), json.dumps(search)]
    subprocess.run(command, check=True, env=environment, stdout=subprocess.DEVNULL)
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture(scope="module")
def timed_and_repeated(checked, tmp_path_factory):
    """A run with a time budget, and one with the numbers of trials that the first recorded."""
    folder = tmp_path_factory.mktemp("runs")
    first = whole_run(checked, folder / "first", {family: ["--budget", "0.8", "--trials", "3"] for family in FAMILIES})
    recorded = {
        family: ["--trials", str(json.loads(first[f"bundles/{family}/model.json"])["settings"]["search"]["trials"])]
        for family in FAMILIES
    }
    return first, whole_run(checked, folder / "somewhere-else", recorded)


def test_both_runs_wrote_the_same_files(timed_and_repeated):
    first, second = timed_and_repeated
    assert first.keys() == second.keys()
    assert sum(name.startswith("bundles/") for name in first) > 5 * len(FAMILIES)


@pytest.mark.parametrize("family", FAMILIES)
def test_model_metrics_and_native_files_are_equal_byte_for_byte(timed_and_repeated, family):
    first, second = timed_and_repeated
    own = [name for name in first if f"/{family}/" in name]
    written = {name.rsplit("/", 1)[1] for name in own}
    assert {"model.json", "metrics.json", "golden.json", "baseline.json", "test-predictions.csv"} <= written
    assert written & {"model.joblib", "model.ubj"}
    for name in own:
        assert first[name] == second[name], name


def test_what_is_prepared_is_equal_byte_for_byte(timed_and_repeated):
    first, second = timed_and_repeated
    for name in (name for name in first if name.startswith("prepared/")):
        assert first[name] == second[name], name
