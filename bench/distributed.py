"""One process against two that fit XGBoost together, on generated customers.

Usage: npm run bench:distributed -- [--rows 1300000] [--trials 2] [--folds 3] [--write]

Makes customers up, sets 20 % aside, trains once in one process and once in two with half of the training rows each, and
compares the ROC AUC on the same test rows, the time and the most memory that each process held. ``--write`` renews
``bench/results/distributed.md``. Exit code 1 if the two AUCs are more than 0.002 apart.
"""

import argparse
import datetime
import json
import os
import platform
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from mainstay_training.machine import numeric_environment

os.environ.update(numeric_environment())

import numpy as np
import pandas as pd

from mainstay_training.candidate import Candidate
from mainstay_training.checked import Customers, parse_rows, read_profile, read_rows
from mainstay_training.ranking import roc_auc

CHECKOUT = Path(__file__).parents[1]
TARGET = 0.002
CATEGORIES = {"plan": ["Basic", "Standard", "Premium"], "payment": ["card", "transfer", "check", "mail"]}
NUMBERS = [f"usage{number}" for number in range(1, 13)]
_ROWS_AT_ONCE = 200_000


def _words(text: str) -> dict:
    return {"en": text, "ko": text}


def profile() -> dict:
    """Twelve numbers and two categories."""
    feature = {"changeable": False}
    numbers = [{"name": name, "label": _words(name), "kind": "number", **feature} for name in NUMBERS]
    texts = [
        {"name": name, "label": _words(name), "kind": "category", "values": values, **feature}
        for name, values in CATEGORIES.items()
    ]
    return {
        "format": "mainstay-profile/1",
        "name": "made-up",
        "version": 1,
        "title": _words("Made up"),
        "id": {"column": "id"},
        "label": {"column": "left", "positive": ["1"], "negative": ["0"]},
        "money": None,
        "currency": "USD",
        "churnWithinDays": 30,
        "valueHorizonMonths": 12,
        "snapshotColumn": None,
        "features": [*numbers, *texts],
        "excluded": [],
        "segments": [],
        "plays": [],
        "policy": {"contactCost": 5, "successRate": 0.3, "capacityShare": 0.1},
    }


def write_customers(folder: Path, rows: int) -> None:
    """A checked file, some rows at a time: leaving depends on numbers, their products, gaps and both categories."""
    folder.mkdir()
    (folder / "profile.json").write_text(json.dumps(profile()), encoding="utf-8")
    random = np.random.default_rng(7)
    weights = random.normal(0, 0.45, len(NUMBERS))
    for start in range(0, rows, _ROWS_AT_ONCE):
        count = min(_ROWS_AT_ONCE, rows - start)
        values = random.normal(size=(count, len(NUMBERS))).round(3)
        gaps = random.uniform(size=values.shape) < 0.03
        codes = {name: random.integers(0, len(known), count) for name, known in CATEGORIES.items()}
        margin = -1.9 + values @ weights + 0.5 * values[:, 0] * values[:, 1] - 0.4 * np.abs(values[:, 2])
        margin += 0.6 * (codes["plan"] == 0) + 0.4 * (codes["payment"] == 2) + 0.3 * gaps[:, 3]
        left = random.uniform(size=count) < 1 / (1 + np.exp(-margin))
        number = np.arange(start, start + count)
        table = {"__id": [f"c{n}" for n in number], "__line": number + 2, "__label": left.astype(int)}
        frame = pd.DataFrame({**table, "__monthly_value_minor": "", "__snapshot": ""})
        for at, name in enumerate(NUMBERS):
            frame[name] = np.where(gaps[:, at], np.nan, values[:, at])
        for name, known in CATEGORIES.items():
            frame[name] = np.array(known)[codes[name]]
        mode = {"mode": "w", "header": True} if start == 0 else {"mode": "a", "header": False}
        frame.to_csv(folder / "checked.csv", index=False, lineterminator="\n", **mode)


def start(*arguments: object) -> subprocess.Popen:
    """A step of the training package."""
    command = [sys.executable, "-m", "mainstay_training", *map(str, arguments)]
    environment = {**os.environ, "PYTHONPATH": str(CHECKOUT / "training")}
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)


def last_words(process: subprocess.Popen) -> dict:
    """What a step said at its end."""
    said, _ = process.communicate()
    if process.returncode:
        raise SystemExit(f"a step ended with code {process.returncode}: {said[-500:]}")
    return json.loads(said.splitlines()[-1])


def free_port() -> int:
    """A port that nothing listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def test_auc(folder: Path, test: Customers) -> float:
    """ROC AUC of a candidate on the test rows."""
    return roc_auc(test.left, Candidate(folder).scorer.score(test.features).probability)


def main() -> int:
    """Run and tell."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=1_300_000)
    parser.add_argument("--trials", type=int, default=2)
    parser.add_argument("--folds", type=int, default=3)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="mainstay-distributed-") as work:
        folder = Path(work)
        write_customers(folder / "in", options.rows)
        print("customers made up", file=sys.stderr)
        prepare = ("prepare", "--input", folder / "in", "--output", folder / "p", "--folds", options.folds)
        prepared = last_words(start(*prepare))
        print("prepared", file=sys.stderr)
        train = ("train", "--input", folder / "p", "--family", "xgboost", "--trials", options.trials)
        began = time.monotonic()
        one = last_words(start(*train, "--output", folder / "one"))
        seconds = {"one": time.monotonic() - began}
        print("trained in one process", file=sys.stderr)
        began = time.monotonic()
        tracker = f"127.0.0.1:{free_port()}"
        together = (*train, "--output", folder / "two", "--workers", 2, "--tracker", tracker)
        processes = [start(*together, "--worker", worker) for worker in (0, 1)]
        two = [last_words(process) for process in processes]
        seconds["two"] = time.monotonic() - began
        known = read_profile(folder / "p" / "profile.json")
        test = parse_rows(read_rows(folder / "p" / "test.csv", known), known)
        auc = {name: test_auc(folder / name, test) for name in ("one", "two")}
        trees = {name: Candidate(folder / name).document["settings"]["trees"] for name in ("one", "two")}
    apart = abs(auc["one"] - auc["two"])
    met = apart <= TARGET
    row = "| {} | {:,} | {} | {:.5f} | {:.0f} | {:,.0f} |".format
    half = round(prepared["trainingCustomers"] / 2)
    lines = [
        "# XGBoost fitted by two processes together",
        "",
        f"Measured {datetime.date.today():%Y-%m-%d} on {os.cpu_count()} processors shared with other work,"
        f" {platform.system()} {platform.machine()}, Python {platform.python_version()}, with",
        f"`npm run bench:distributed -- --rows {options.rows} --trials {options.trials} --folds {options.folds}`.",
        f"{prepared['trainingCustomers']:,} generated customers to train on, {prepared['testCustomers']:,} to test on;",
        "both workers run on one machine and share its processors, so that the time says nothing of two machines.",
        "",
        "| process | training rows | trees | ROC AUC on the test rows | seconds | most memory, MB |",
        "| --- | --- | --- | --- | --- | --- |",
        row("one", prepared["trainingCustomers"], trees["one"], auc["one"], seconds["one"], one["peakMemoryMb"]),
        *(
            row(f"two, worker {at}", half, trees["two"], auc["two"], seconds["two"], said["peakMemoryMb"])
            for at, said in enumerate(two)
        ),
        "",
        f"The AUCs are {apart:.5f} apart, at most {TARGET} is asked: {'met' if met else 'MISSED'}.",
        "",
    ]
    text = "\n".join(lines)
    print(text)
    if options.write:
        (CHECKOUT / "bench" / "results" / "distributed.md").write_text(text, encoding="utf-8")
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main())
