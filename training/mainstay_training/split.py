"""Which rows are tested on, and which fold each training row belongs to."""

import hashlib
from dataclasses import dataclass

import numpy as np
import pandas as pd

from .checked import ID, LABEL, LINE, SNAPSHOT


def first_of_each(rows: pd.DataFrame, ids_are_lines: bool) -> np.ndarray:
    """Mark rows that no earlier row repeats.

    A row is a repeat if the same customer at the same snapshot came before; without snapshots, if all of it came
    before. Where ids are made from line numbers, equal rows are repeats only if nearly all rows differ: with a few
    coarse columns, different customers are bound to look alike.

    Parameters
    ----------
    rows : DataFrame
        Rows of a checked file.
    ids_are_lines : bool
        True if the file has no id column.

    Returns
    -------
    array of bool of shape (n,)
    """
    content = [column for column in rows.columns if column not in (ID, LINE)]
    if ids_are_lines:
        repeated = rows.duplicated(subset=content).to_numpy()
        return ~repeated if repeated.mean() <= 0.1 else np.ones(len(rows), dtype=bool)
    repeated = rows.duplicated(subset=[ID, *content]).to_numpy()
    seen = rows.duplicated(subset=[ID, SNAPSHOT]).to_numpy() & (rows[SNAPSHOT] != "").to_numpy()
    return ~(repeated | seen)


def _groups_by_stratum(rows: pd.DataFrame, seed: int) -> list[np.ndarray]:
    """Customers (as codes of their ids) who ever left, and who never did, each in random order."""
    random = np.random.default_rng(seed)
    codes, _ = pd.factorize(rows[ID])
    left = np.zeros(codes.max() + 1, dtype=bool)
    np.logical_or.at(left, codes, (rows[LABEL] == "1").to_numpy())
    return [random.permutation(np.flatnonzero(left)), random.permutation(np.flatnonzero(~left))]


def place_of(ids: pd.Series) -> np.ndarray:
    """A number from 0 to 1 for each customer, by a hash of the id alone: the same in every run and on every machine."""
    codes, unique = pd.factorize(ids)
    digests = (hashlib.sha256(f"mainstay test rows {customer}".encode()).digest()[:8] for customer in unique)
    return np.array([int.from_bytes(digest, "big") for digest in digests], dtype=np.float64)[codes] / 2**64


@dataclass(frozen=True)
class Split:
    """Which rows train and which test.

    Parameters
    ----------
    test : array of bool of shape (n,)
        Rows to test on.
    training : array of bool of shape (n,)
        Rows to train on; with ``test`` all rows but those whose label was not yet known on the first test day.
    kind : str
        ``time`` or ``random``.
    below : float or None
        Customers whose place lies below are the test; None where it was not as simple, or the split is by time.
    """

    test: np.ndarray
    training: np.ndarray
    kind: str
    below: float | None = None


def _known_by(rows: pd.DataFrame, first_test_day: str, days_until_known: int) -> np.ndarray:
    """Rows whose label was known on that day: their horizon was over."""
    day = np.datetime64(first_test_day)
    snapshots = rows[SNAPSHOT].where(rows[SNAPSHOT] != "", first_test_day).to_numpy().astype("datetime64[D]")
    return snapshots + np.timedelta64(days_until_known, "D") <= day


def _enough(left: np.ndarray, test: np.ndarray, training: np.ndarray, minimum: int) -> bool:
    counts = [(side & kind).sum() for side in (test, training) for kind in (left, ~left)]
    return min(counts) >= minimum


def set_test_aside(rows: pd.DataFrame, share: float, minimum_per_class: int, days_until_known: int = 0) -> Split:
    """Choose the test rows.

    Where snapshots differ, the newest are the test, as in use: what is learnt today is asked about tomorrow. Earlier
    rows of which nobody knew by then whether they left are left out, unless that would cost more than half of them. A
    split by time needs enough of both classes on both sides and at most half the rows in the test.

    Otherwise, and without snapshots, customers are taken by a hash of their id, all rows of one on one side. The hash
    knows no seed and no other customer, so that a customer who tests this model has trained none before it, and will
    train none after it: a champion and its challenger can be compared on rows that neither has seen. Where that leaves
    too few of a class on a side, each class is shared out by itself in the order of the hash.

    Parameters
    ----------
    rows : DataFrame
        Rows of a checked file.
    share : float
        Share to test on.
    minimum_per_class : int
        Leavers and others needed on each side.
    days_until_known : int
        Days from a snapshot to the end of its horizon, lead time included.
    """
    left = (rows[LABEL] == "1").to_numpy()
    newest_first = sorted(set(rows[SNAPSHOT]) - {""}, reverse=True)
    if len(newest_first) > 1:
        counts = rows[SNAPSHOT].value_counts()
        reached = np.cumsum([counts[date] for date in newest_first])
        dates = newest_first[: int(np.searchsorted(reached, share * len(rows))) + 1]
        test = rows[SNAPSHOT].isin(dates).to_numpy()
        training = ~test & _known_by(rows, dates[-1], days_until_known)
        if training.sum() < 0.5 * (~test).sum() or not _enough(left, test, training, minimum_per_class):
            training = ~test
        if test.mean() <= 0.5 and _enough(left, test, training, minimum_per_class):
            return Split(test, training, "time")
    place = place_of(rows[ID])
    test, below = place < share, share
    if not _enough(left, test, ~test, minimum_per_class):
        codes, unique = pd.factorize(rows[ID])
        chosen = np.zeros(unique.size, dtype=bool)
        place_of_code = np.empty(unique.size)
        place_of_code[codes] = place
        for stratum in _groups_by_stratum(rows, 0):
            ordered = stratum[np.argsort(place_of_code[stratum], kind="stable")]
            chosen[ordered[: max(1, round(share * stratum.size))]] = True
        test, below = chosen[codes], None
    return Split(test, ~test, "random", below)


def assign_folds(rows: pd.DataFrame, folds: int, seed: int) -> np.ndarray:
    """Fold of each row, 0 to ``folds`` − 1: stratified by label, all rows of a customer in one fold."""
    codes, _ = pd.factorize(rows[ID])
    fold_of = np.zeros(codes.max() + 1, dtype=np.int64)
    start = 0
    for stratum in _groups_by_stratum(rows, seed):
        fold_of[stratum] = (start + np.arange(stratum.size)) % folds
        start += stratum.size
    return fold_of[codes]
