"""The sampler finds what is to be found, and an interrupted search goes on as if nothing had been."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import run
from mainstay_training.checkpoint import Checkpoint
from mainstay_training.tpe import Trial, Tried

PACKAGE = Path(__file__).parents[1]


def bowl(trial):
    """Smallest at x = 0.01, n = 7, kind = b."""
    x = trial.suggest_float("x", 1e-4, 10, log=True)
    n = trial.suggest_int("n", 1, 20)
    kind = trial.suggest_categorical("kind", ["a", "b", "c"])
    return abs(np.log10(x) + 2) + 0.1 * abs(n - 7) + (kind != "b")


def search(trials, seed, suggest=bowl):
    history = []
    for number in range(trials):
        trial = Trial(number, seed, history)
        loss = suggest(trial)
        history.append(Tried(trial.settings, [loss], True))
    return history


def test_the_sampler_beats_blind_search():
    def best(history):
        return min(tried.path[-1] for tried in history)

    guided = [best(search(40, seed)) for seed in range(12)]
    blind = [min(bowl(Trial(number, seed + 1000, [])) for number in range(40)) for seed in range(12)]
    assert np.mean(guided) < 0.6 * np.mean(blind)


@settings(max_examples=50, deadline=None)
@given(st.integers(0, 2**31 - 1), st.integers(0, 40), st.booleans())
def test_what_is_drawn_is_within_bounds_and_depends_on_the_history_alone(seed, trials, log):
    def suggest(trial):
        trial.suggest_int("leaves", 2, 24, log=log)
        trial.suggest_float("rate", 0.03, 0.3, log=log)
        return trial.settings["rate"]

    history = search(trials, seed, suggest)
    for tried in history:
        assert 2 <= tried.settings["leaves"] <= 24
        assert 0.03 <= tried.settings["rate"] <= 0.3
    again, once = Trial(trials, seed, history), Trial(trials, seed, list(history))
    assert suggest(again) == suggest(once)
    assert again.settings == once.settings


def test_a_trial_that_was_given_up_counts_as_worse_than_any_that_was_not():
    done, given_up = Tried({}, [0.5, 0.6], True), Tried({}, [0.1], False)
    assert sorted([given_up, done], key=Tried.rank) == [done, given_up]


def test_a_checkpoint_of_another_search_or_a_damaged_one_is_left_aside(tmp_path):
    trials = [Tried({"a": 1}, [0.5], True)]
    Checkpoint(tmp_path, {"seed": 1}).write(trials, 2.0)
    assert Checkpoint(tmp_path, {"seed": 1}).read() == (trials, 2.0)
    assert Checkpoint(tmp_path, {"seed": 2}).read() == ([], 0.0)
    (tmp_path / "search.json").write_text('{"of": {"seed": 1}, "tri')
    assert Checkpoint(tmp_path, {"seed": 1}).read() == ([], 0.0)
    assert Checkpoint(None, {}).read() == ([], 0.0)


def test_the_time_before_an_interruption_counts_towards_the_budget(prepared, tmp_path):
    options = ("--input", prepared, "--family", "decision-tree", "--checkpoints", tmp_path / "k")
    assert run("train", *options, "--output", tmp_path / "a", "--trials", 3) == 0
    file = tmp_path / "k" / "search.json"
    kept = json.loads(file.read_text())
    file.write_text(json.dumps({**kept, "seconds": 100.0}))
    assert run("train", *options, "--output", tmp_path / "b", "--trials", 9, "--budget", 100) == 0
    assert json.loads((tmp_path / "b" / "candidate.json").read_text())["search"]["trials"] == 3


@pytest.mark.parametrize("family", ["xgboost", "logistic-regression"])
def test_a_killed_search_goes_on_where_it_stood_and_gives_the_same_candidate(prepared, tmp_path, family):
    trials = 14
    options = ("--input", prepared, "--family", family, "--trials", trials)
    assert run("train", *options, "--output", tmp_path / "whole") == 0

    checkpoints = tmp_path / "k"
    interrupted = (*options, "--output", tmp_path / "resumed", "--checkpoints", checkpoints)
    command = [sys.executable, "-m", "mainstay_training", "train", *map(str, interrupted)]
    with subprocess.Popen(
        command, stdout=subprocess.DEVNULL, env={**os.environ, "PYTHONPATH": str(PACKAGE)}
    ) as process:
        until = time.monotonic() + 60
        while time.monotonic() < until and process.poll() is None and not (checkpoints / "search.json").exists():
            time.sleep(0.01)
        process.kill()
    kept = json.loads((checkpoints / "search.json").read_text())["trials"]
    assert 1 <= len(kept) < trials
    assert run("train", *interrupted) == 0
    after = json.loads((checkpoints / "search.json").read_text())["trials"]
    assert after[: len(kept)] == kept
    assert len(after) == trials
    for file in sorted((tmp_path / "whole").iterdir()):
        assert file.read_bytes() == (tmp_path / "resumed" / file.name).read_bytes(), file.name
