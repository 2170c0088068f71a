"""What happens when something goes wrong, or someone stops it."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from conftest import run, train_all
from mainstay_training.families import family_named
from mainstay_training.files import whole_folder, write_json

PACKAGE = Path(__file__).parents[1]


def events(capsys):
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def fails(*_):
    raise RuntimeError("the library gave up\nwith a long story")


def test_a_family_that_fails_says_so_and_the_others_go_on(prepared, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(type(family_named("decision-tree")), "fit", fails)
    train_all(prepared, tmp_path / "c", ["logistic-regression", "decision-tree"], trials=1)
    said = events(capsys)
    assert [event["status"] for event in said if event["event"] == "done"] == ["fitted", "failed"]
    assert sorted(file.name for file in (tmp_path / "c" / "decision-tree").iterdir()) == ["candidate.json"]
    assert run("evaluate", "--input", prepared, "--candidates", tmp_path / "c", "--output", tmp_path / "b") == 0
    table = json.loads((tmp_path / "b" / "metrics.json").read_text())["candidates"]
    failed = next(row for row in table if row["name"] == "decision-tree")
    assert failed == {
        "name": "decision-tree",
        "status": "failed",
        "error": "RuntimeError: the library gave up",
    }


def test_evaluation_fails_only_if_no_family_is_left(prepared, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(type(family_named("decision-tree")), "fit", fails)
    train_all(prepared, tmp_path / "c", ["decision-tree"], trials=1)
    assert run("evaluate", "--input", prepared, "--candidates", tmp_path / "c", "--output", tmp_path / "b") == 1
    event = events(capsys)[-1]
    assert event["code"] == "training-failed"
    assert "decision-tree: RuntimeError: the library gave up" in event["detail"]
    assert not (tmp_path / "b").exists()


def test_a_candidate_of_other_rows_is_refused(prepared, candidates, tmp_path, capsys):
    shutil.copytree(candidates, tmp_path / "c")
    document = tmp_path / "c" / "xgboost" / "candidate.json"
    write_json(document, {**json.loads(document.read_text()), "trainingSha256": "0" * 64})
    assert run("evaluate", "--input", prepared, "--candidates", tmp_path / "c", "--output", tmp_path / "b") == 1
    assert "xgboost was trained on other rows" in events(capsys)[-1]["detail"]


def test_a_family_that_was_not_trained_cannot_be_chosen(prepared, candidates, tmp_path, capsys):
    shutil.copytree(candidates / "xgboost", tmp_path / "c" / "xgboost")
    options = ("--candidates", tmp_path / "c", "--output", tmp_path / "b", "--choose", "random-forest")
    assert run("evaluate", "--input", prepared, *options) == 1
    assert "random-forest cannot be chosen" in events(capsys)[-1]["detail"]


def test_what_is_not_foreseen_is_a_traceback_and_exit_code_2(prepared, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr("mainstay_training.prepare.explore", fails)
    source = tmp_path / "in"
    source.mkdir()
    for name in ("profile.json", "training.csv"):
        shutil.copy(prepared / name, source / ("checked.csv" if name == "training.csv" else name))
    assert run("prepare", "--input", source, "--output", tmp_path / "out") == 2
    assert "RuntimeError: the library gave up" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == [source]


def test_a_failed_block_leaves_the_earlier_folder_as_it_was(tmp_path):
    output = tmp_path / "out"
    with whole_folder(output) as part:
        (part / "a").write_text("first")

    def overwrite():
        with whole_folder(output) as part:
            (part / "a").write_text("second")
            raise ValueError("half-done")

    with pytest.raises(ValueError, match="half-done"):
        overwrite()
    assert (output / "a").read_text() == "first"
    assert list(tmp_path.iterdir()) == [output]


def test_a_finished_block_replaces_the_earlier_folder(tmp_path):
    output = tmp_path / "out"
    for text in ("first", "second"):
        with whole_folder(output) as part:
            (part / text).write_text(text)
    assert [file.name for file in output.iterdir()] == ["second"]
    assert list(tmp_path.iterdir()) == [output]


def test_json_never_holds_what_json_has_not(tmp_path):
    with pytest.raises(ValueError, match="not JSON compliant"):
        write_json(tmp_path / "x.json", {"a": float("nan")})


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_an_interrupted_step_leaves_nothing_half_written(prepared, tmp_path, number, code):
    output = tmp_path / "c"
    command = [sys.executable, "-m", "mainstay_training", "train", "--family", "xgboost", "--trials", "10000"]
    environment = {**os.environ, "PYTHONPATH": str(PACKAGE)}
    options = ["--input", str(prepared), "--output", str(output)]
    with subprocess.Popen([*command, *options], stdout=subprocess.PIPE, env=environment) as process:
        process.stdout.readline()
        until = time.monotonic() + 20
        while not output.with_name("c.part").exists() and time.monotonic() < until:
            time.sleep(0.01)
        process.send_signal(number)
        process.communicate(timeout=30)
    assert process.returncode == code
    assert list(tmp_path.iterdir()) == []


def test_wrong_usage_is_exit_code_2_and_says_what_is_allowed(capsys):
    with pytest.raises(SystemExit) as ended:
        run("train", "--input", "a", "--output", "b", "--family", "oracle")
    assert ended.value.code == 2
    assert "logistic-regression" in capsys.readouterr().err
