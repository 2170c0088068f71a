"""Which rows are tested on, and which fold each training row belongs to."""

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


def set_test_aside(rows: pd.DataFrame, share: float, seed: int, minimum_per_class: int) -> tuple[np.ndarray, str]:
    """Choose the test rows.

    Where snapshots differ, the newest are the test, as in use: what is learnt today is asked about tomorrow. That
    needs enough of both classes on both sides and at most half the rows in the test; otherwise, and without
    snapshots, customers are drawn at random, leavers and others apart, all rows of a customer on one side.

    Returns
    -------
    array of bool of shape (n,), str
        True for test rows; ``time`` or ``stratified``.
    """
    left = (rows[LABEL] == "1").to_numpy()
    newest_first = sorted(set(rows[SNAPSHOT]) - {""}, reverse=True)
    if len(newest_first) > 1:
        counts = rows[SNAPSHOT].value_counts()
        reached = np.cumsum([counts[date] for date in newest_first])
        dates = newest_first[: int(np.searchsorted(reached, share * len(rows))) + 1]
        test = rows[SNAPSHOT].isin(dates).to_numpy()
        smallest = min((left & test).sum(), (~left & test).sum(), (left & ~test).sum(), (~left & ~test).sum())
        if test.mean() <= 0.5 and smallest >= minimum_per_class:
            return test, "time"
    codes, _ = pd.factorize(rows[ID])
    chosen = np.zeros(codes.max() + 1, dtype=bool)
    for stratum in _groups_by_stratum(rows, seed):
        chosen[stratum[: max(1, round(share * stratum.size))]] = True
    return chosen[codes], "stratified"


def assign_folds(rows: pd.DataFrame, folds: int, seed: int) -> np.ndarray:
    """Fold of each row, 0 to ``folds`` − 1: stratified by label, all rows of a customer in one fold."""
    codes, _ = pd.factorize(rows[ID])
    fold_of = np.zeros(codes.max() + 1, dtype=np.int64)
    start = 0
    for stratum in _groups_by_stratum(rows, seed):
        fold_of[stratum] = (start + np.arange(stratum.size)) % folds
        start += stratum.size
    return fold_of[codes]
