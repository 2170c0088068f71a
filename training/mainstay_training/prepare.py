"""First step: set the test rows aside, look at the rest, and say which features can be used."""

import shutil
from pathlib import Path

import numpy as np
import pandas as pd

from .checked import (
    FOLD,
    ID,
    LABEL,
    SNAPSHOT,
    TOUCH,
    TOUCHES,
    Profile,
    parse_rows,
    read_profile,
    read_rows,
    write_rows,
)
from .config import MINIMUM_LEAVERS
from .explore import explore
from .failures import TrainingFailure
from .files import sha256_of, whole_folder, write_json
from .leaks import find_constants, find_leaks
from .machine import peak_memory_mb
from .progress import Progress
from .split import Split, assign_folds, first_of_each, set_test_aside

_SMALLEST_TEST_CLASS = 5


def check_enough(leavers: int, stayed: int) -> None:
    """Refuse data from which nothing can be learnt.

    Raises
    ------
    TrainingFailure
        ``not-enough-data``, saying how many more customers are needed.
    """
    for count, who in ((leavers, "who left"), (stayed, "who stayed")):
        if count < MINIMUM_LEAVERS:
            raise TrainingFailure(
                "not-enough-data",
                f"{count} customers {who}, {MINIMUM_LEAVERS} needed: {MINIMUM_LEAVERS - count} more are missing",
            )


def usable_features(profile: Profile, dropped: list[dict]) -> list[str]:
    """Names of the features that are left, in profile order.

    Raises
    ------
    TrainingFailure
        ``nothing-to-learn`` if none is, with all the reasons.
    """
    gone = {entry["feature"] for entry in dropped}
    names = [name for name in profile.names if name not in gone]
    if not names:
        reasons = "; ".join(entry["reason"] for entry in dropped)
        raise TrainingFailure("nothing-to-learn", f"No feature is left to learn from. {reasons}")
    return names


def touched(rows: pd.DataFrame) -> np.ndarray:
    """What outreach did to each row's customer, one of ``TOUCHES``.

    Raises
    ------
    TrainingFailure
        ``unreadable-file`` if the column holds anything else.
    """
    if TOUCH not in rows.columns:
        return np.full(len(rows), TOUCHES[0])
    touch = rows[TOUCH].where(rows[TOUCH] != "", TOUCHES[0]).to_numpy()
    strange = sorted(set(touch) - set(TOUCHES))
    if strange:
        raise TrainingFailure("unreadable-file", f'checked.csv: {TOUCH} holds "{strange[0]}", not {", ".join(TOUCHES)}')
    return touch


def _dates(rows: pd.DataFrame, split: Split) -> dict:
    """``dates`` of the split in ``metrics.json``."""

    def span(side: np.ndarray) -> dict:
        dates = rows.loc[side & (rows[SNAPSHOT] != "").to_numpy(), SNAPSHOT]
        return {"from": dates.min(), "to": dates.max()}

    left_out = int((~split.test & ~split.training).sum())
    return {"training": span(split.training), "test": span(split.test), "leftOut": left_out}


def prepare(source: Path, output: Path, seed: int, folds: int, test_share: float, progress: Progress) -> None:
    """Write ``training.csv`` (with folds), ``test.csv``, ``profile.json``, ``prepared.json``, ``exploration.json``.

    Rows whose customer was contacted go to ``contacted.csv`` if there are any: whether they left is partly the work of
    whoever contacted them, so that they neither train nor test a model of who leaves.

    What is written of the training rows depends on no test row. Training reads ``training.csv`` only.

    Parameters
    ----------
    source : Path
        Folder with ``checked.csv`` and ``profile.json``.
    output : Path
        Folder to write, whole or not at all.
    seed : int
        Seeds the folds, and all that comes after.
    folds : int
        Folds of cross-validation within the training rows.
    test_share : float
        Share of customers to test on, 0 to 0.5.
    progress : Progress
        Told of every part.

    Raises
    ------
    TrainingFailure
        ``not-enough-data``, ``nothing-to-learn``, or one that names an unreadable file.
    """
    progress.update(0, 4, "Reading the checked customers")
    profile = read_profile(source / "profile.json")
    rows = read_rows(source / "checked.csv", profile)
    if LABEL not in rows.columns or not rows[LABEL].isin(["0", "1"]).all():
        raise TrainingFailure("unreadable-file", f"checked.csv: {LABEL} must be 0 or 1 in every row")
    kept = first_of_each(rows, profile.document["id"]["column"] is None)
    duplicates = int((~kept).sum())
    rows = rows[kept].reset_index(drop=True)
    touch = touched(rows)
    contacted = rows[touch == "contacted"]
    touch_counts = {name: int((touch == name).sum()) for name in TOUCHES} if TOUCH in rows.columns else None
    rows = rows[touch != "contacted"].reset_index(drop=True)
    leavers = rows.loc[rows[LABEL] == "1", ID].nunique()
    check_enough(leavers, rows.loc[rows[LABEL] == "0", ID].nunique())

    progress.update(1, 4, f"Setting test rows aside from {len(rows):,} customers, {leavers:,} of whom left")
    days_until_known = profile.document.get("leadTimeDays", 0) + profile.document["churnWithinDays"]
    split = set_test_aside(rows, test_share, _SMALLEST_TEST_CLASS, days_until_known)
    training = rows[split.training].reset_index(drop=True)
    training_folds = assign_folds(training, folds, seed)
    customers = parse_rows(training, profile)

    progress.update(2, 4, f"Looking for features that give the answer away among {len(profile.names)}")
    leaks = find_leaks(customers, training_folds, profile)
    dropped = [{"feature": name, "reason": reason} for name, reason in find_constants(customers, profile)]
    dropped += [{"feature": leak.feature, "reason": leak.reason} for leak in leaks if leak.dropped]
    used = usable_features(profile, dropped)

    progress.update(3, 4, "Describing the training rows")
    exploration = explore(customers, training_folds, profile, leaks, duplicates, touch_counts)
    with whole_folder(output) as part:
        write_rows(part / "training.csv", training.assign(**{FOLD: training_folds.astype(str)}))
        write_rows(part / "test.csv", rows[split.test])
        if len(contacted):
            write_rows(part / "contacted.csv", contacted)
        shutil.copyfile(source / "profile.json", part / "profile.json")
        write_json(part / "exploration.json", exploration)
        prepared = {
            "format": "mainstay-prepared/1",
            "seed": seed,
            "folds": folds,
            "splitKind": split.kind,
            **({"dates": _dates(rows, split)} if split.kind == "time" else {"testBelow": split.below}),
            "trainingCustomers": len(training),
            "trainingLeavers": int(customers.left.sum()),
            "trainingSha256": sha256_of(part / "training.csv"),
            "profileSha256": sha256_of(part / "profile.json"),
            "features": used,
            "droppedFeatures": dropped,
        }
        write_json(part / "prepared.json", prepared)
    progress.done(
        customers=len(rows),
        leavers=leavers,
        trainingCustomers=len(training),
        testCustomers=int(split.test.sum()),
        split=split.kind,
        duplicates=duplicates,
        droppedFeatures=[entry["feature"] for entry in dropped],
        peakMemoryMb=peak_memory_mb(),
    )
