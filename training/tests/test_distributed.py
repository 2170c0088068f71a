"""Two processes that fit XGBoost together, each with a part of the rows."""

import json
import os
import socket
import subprocess
import sys
import time
from contextlib import ExitStack
from pathlib import Path
from threading import Thread

import numpy as np
import pytest

from conftest import run, some_rows, write_checked
from mainstay_training.cluster import Cluster, _as_order, _from_order, medians, total
from mainstay_training.failures import TrainingFailure
from mainstay_training.meeting_point import ask_for_port, telling_port
from mainstay_training.ranking import roc_auc

PACKAGE = Path(__file__).parents[1]
_LONGEST_SECONDS = 600
"""For what hangs; a busy machine may take minutes for what takes seconds on a quiet one."""


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def train_together(prepared, output, *options, head_start=0.0):
    """Both processes' last words; the second one comes first, by so many seconds."""
    tracker = f"127.0.0.1:{free_port()}"
    command = [sys.executable, "-m", "mainstay_training", "train", "--family", "xgboost", "--input", str(prepared)]

    def start(worker: str) -> subprocess.Popen:
        place = ["--workers", "2", "--worker", worker, "--tracker", tracker]
        return subprocess.Popen(
            [*command, "--output", str(output), *place, *options],
            env={**os.environ, "PYTHONPATH": str(PACKAGE)},
            stdout=subprocess.PIPE,
            text=True,
        )

    with ExitStack() as running:

        def begin(worker: str) -> subprocess.Popen:
            process = running.enter_context(start(worker))  # its pipe is closed and its end is awaited
            running.callback(process.kill)  # before that; one that has ended is left alone
            return process

        second = begin("1")
        time.sleep(head_start)
        processes = [second, begin("0")]
        said = [process.communicate(timeout=_LONGEST_SECONDS)[0] for process in processes]
    assert [process.returncode for process in processes] == [0, 0]
    return [json.loads(lines.splitlines()[-1]) for lines in said]


@pytest.fixture(scope="module")
def many(tmp_path_factory):
    folder = tmp_path_factory.mktemp("many")
    source = write_checked(folder / "in", some_rows(6000, seed=4))
    assert run("prepare", "--input", source, "--output", folder / "p", "--folds", 3) == 0
    return folder / "p"


def test_every_row_belongs_to_one_worker_and_shares_are_even():
    shards = np.array([Cluster(3, worker, "127.0.0.1", 1).shard(10_000) for worker in range(3)])
    assert (shards.sum(axis=0) == 1).all()
    assert shards.sum(axis=1) == pytest.approx(10_000 / 3, rel=0.05)


def test_medians_by_bisection_are_exact():
    random = np.random.default_rng(2)
    columns = [random.normal(size=101), random.normal(size=100), -random.exponential(size=7), np.array([3.5, -0.0])]
    assert medians(columns) == [float(np.median(column)) for column in columns]
    assert medians([np.empty(0)]) == [0.0]
    values = np.array([-np.pi, -1e-300, 0.0, 1e-300, 2.0])
    assert (np.diff(_as_order(values).astype(object)) > 0).all()
    assert (_from_order(_as_order(values)) == values).all()


def meet(port, works):
    """What each of the workers returns, or raises, who do their work in threads of one process."""
    found = {}

    def come(worker, work):
        cluster = Cluster(len(works), worker, "127.0.0.1", port)
        try:
            with cluster.gathering(), cluster.connected():
                found[worker] = work()
        except Exception as error:
            found[worker] = error

    threads = [Thread(target=come, args=each, daemon=True) for each in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert not any(thread.is_alive() for thread in threads)
    return [found[worker] for worker in range(len(works))]


def test_the_first_stays_until_a_slower_one_has_gone():
    def slower():
        summed = total(np.array([2.0]))
        time.sleep(1)
        return summed

    assert meet(free_port(), [lambda: total(np.array([1.0])), slower]) == [3.0, 3.0]


def test_a_failure_of_the_first_is_the_error_that_is_seen():
    cluster = Cluster(2, 0, "127.0.0.1", free_port())
    with pytest.raises(ZeroDivisionError), cluster.gathering():
        raise ZeroDivisionError


def test_two_workers_find_the_model_that_one_finds(many, tmp_path):
    assert run("train", "--input", many, "--output", tmp_path / "one", "--family", "xgboost", "--trials", 2) == 0
    said = train_together(many, tmp_path / "two", "--trials", "2")
    one, two = (json.loads((tmp_path / name / "candidate.json").read_text()) for name in ("one", "two"))
    assert two["search"] == {**one["search"], "workers": 2}
    assert two["encoder"] == one["encoder"]  # of all rows, and not of one worker's
    trees = one["settings"].pop("trees"), two["settings"].pop("trees")
    assert one["settings"] == two["settings"]
    assert min(trees) > 0.5 * max(trees)
    assert {event["peakMemoryMb"] > 0 for event in said} == {True}
    assert said[0]["worker"] == 1

    candidates = {name: tmp_path / "c" / name / "xgboost" for name in ("one", "two")}
    aucs = {}
    for name, folder in candidates.items():
        folder.parent.mkdir(parents=True)
        (tmp_path / name).rename(folder)
        options = ("--bootstrap", 50, "--gate", tmp_path / "g" / name)
        inputs = ("--input", many, "--candidates", folder.parent)
        assert run("evaluate", *inputs, "--output", tmp_path / "b" / name, *options) == 0
        metrics = json.loads((tmp_path / "b" / name / "metrics.json").read_text())
        aucs[name] = metrics["figures"]["rocAuc"]["value"]
        probability = np.load(folder / "out-of-fold.npy")
        assert probability.size == metrics["split"]["trainingCustomers"]
        assert 0.6 < roc_auc_of(many, probability) < 0.95
    assert aucs["two"] == pytest.approx(aucs["one"], abs=0.01)


def roc_auc_of(prepared, probability):
    import pandas as pd

    left = pd.read_csv(prepared / "training.csv", usecols=["__label"])["__label"].to_numpy()
    return roc_auc(left, probability)


def test_working_together_can_be_repeated_byte_for_byte(many, tmp_path):
    # The other one waits for the first, however long that takes; refused, XGBoost 3.0.5 would hang at the end.
    for name, head_start in (("first", 0), ("second", 8)):
        train_together(many, tmp_path / name, "--trials", "1", head_start=head_start)
    for file in sorted((tmp_path / "first").iterdir()):
        assert file.read_bytes() == (tmp_path / "second" / file.name).read_bytes(), file.name


def test_a_worker_that_nobody_listens_to_says_so():
    with pytest.raises(TrainingFailure, match=r"not reached at 127\.0\.0\.1:\d+ within 0 seconds"):
        ask_for_port("127.0.0.1", free_port(), most_seconds=0.3)


def test_the_meeting_point_outlives_those_who_only_look_whether_it_is_there():
    port = free_port()
    with telling_port("127.0.0.1", port, 4711):
        for _ in range(3):
            socket.create_connection(("127.0.0.1", port)).close()
        assert ask_for_port("127.0.0.1", port, most_seconds=5) == 4711
    with pytest.raises(TrainingFailure, match="not reached"):
        ask_for_port("127.0.0.1", port, most_seconds=0)


def test_a_meeting_point_that_is_taken_says_so():
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with (
            pytest.raises(TrainingFailure, match=f"cannot meet at 127.0.0.1:{port}"),
            telling_port("127.0.0.1", port, 1),
        ):
            pass


def test_an_answer_that_is_no_port_is_asked_for_again():
    with socket.create_server(("127.0.0.1", 0)) as other:
        Thread(target=lambda: other.accept()[0].close(), daemon=True).start()
        with pytest.raises(TrainingFailure, match="not reached"):
            ask_for_port("127.0.0.1", other.getsockname()[1], most_seconds=0)


def test_families_of_one_machine_are_not_fitted_on_two(many, tmp_path, capsys):
    options = ("--family", "random-forest", "--workers", 2, "--worker", 0)
    assert run("train", "--input", many, "--output", tmp_path / "c", *options) == 1
    assert json.loads(capsys.readouterr().out.splitlines()[-1])["code"] == "invalid-request"
