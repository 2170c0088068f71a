"""Several machines that fit one XGBoost model, by XGBoost's own collective (``xgboost.collective``)."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

import numpy as np
from xgboost import collective
from xgboost.core import XGBoostError
from xgboost.tracker import RabitTracker

from .encoder import CategoryFacts, Encoder, NumberFacts, category_facts
from .meeting_point import ask_for_port, telling_port

_LONGEST_WAIT_SECONDS = 7 * 86_400
"""The others wait while the first looks for settings; a machine that is gone closes its connections and is noticed."""
_CONNECTION_ATTEMPTS = 20
_LONGEST_GOODBYE_SECONDS = 10 * 60
"""What the slowest has left to do when the first is done: an exchange of sums."""


@dataclass(frozen=True)
class Cluster:
    """Who works together.

    Parameters
    ----------
    workers : int
        How many, 2 or more.
    worker : int
        Which of them this is; number 0 coordinates, searches settings and writes the candidate.
    address : str
        IP address of number 0.
    port : int
        Port at which number 0 says where its tracker listens, once it does.
    """

    workers: int
    worker: int
    address: str
    port: int

    @property
    def first(self) -> bool:
        """Whether this is number 0."""
        return self.worker == 0

    def shard(self, rows: int) -> np.ndarray:
        """Which rows this worker has: dealt out by a hash of their number, the same on every machine."""
        number = np.arange(rows, dtype=np.uint64)
        mixed = (number * np.uint64(0x9E3779B97F4A7C15)) >> np.uint64(33)
        return mixed % np.uint64(self.workers) == np.uint64(self.worker)

    @contextmanager
    def gathering(self) -> Iterator[None]:
        """While this lasts, the others can come: number 0 listens, and stays until they have gone.

        A tracker of XGBoost 3.0.5 that is freed earlier fails with a closed socket, and whoever is left knocks in vain
        for minutes.
        """
        if not self.first:
            yield
            return
        tracker = RabitTracker(n_workers=self.workers, host_ip=self.address, sortby="task")
        tracker.start()
        try:
            with telling_port(self.address, self.port, tracker.worker_args()["dmlc_tracker_port"]):
                yield
            with suppress(ValueError):  # one who has died in between does not take the model along
                tracker.wait_for(_LONGEST_GOODBYE_SECONDS)
        finally:
            with suppress(XGBoostError):  # nobody can use it any more; what went wrong before is the error to see
                tracker.free()

    @contextmanager
    def connected(self) -> Iterator[None]:
        """While this lasts, XGBoost fits on the rows of all workers. Begins when all are there.

        Raises
        ------
        TrainingFailure
            ``training-failed`` if number 0 cannot be reached in time.
        """
        with collective.CommunicatorContext(
            dmlc_communicator="rabit",
            dmlc_tracker_uri=self.address,
            dmlc_tracker_port=ask_for_port(self.address, self.port),
            dmlc_task_id=f"{self.worker:06d}",
            dmlc_retry=_CONNECTION_ATTEMPTS,
            dmlc_timeout=_LONGEST_WAIT_SECONDS,
        ):
            yield


def total(values: np.ndarray) -> np.ndarray:
    """Sum over all workers, or the values themselves where there is one only."""
    if not collective.is_distributed():
        return values
    return collective.allreduce(np.ascontiguousarray(values, dtype=np.float64), collective.Op.SUM)


def mean(values: np.ndarray) -> float:
    """Mean over the rows of all workers."""
    if not collective.is_distributed():
        return float(values.mean())
    summed, count = total(np.array([values.sum(), values.size]))
    return float(summed / count)


def spread(values: np.ndarray, mine: np.ndarray) -> np.ndarray:
    """Values of all rows, for every worker; ``mine`` marks those that this one brings."""
    whole = np.zeros(mine.size)
    whole[mine] = values
    return total(whole)


def _as_order(values: np.ndarray) -> np.ndarray:
    """Float64 as unsigned integers in the same order."""
    bits = (values + 0.0).view(np.uint64)
    negative = bits >> np.uint64(63) == 1
    return np.where(negative, ~bits, bits | np.uint64(1 << 63))


def _from_order(order: np.ndarray) -> np.ndarray:
    negative = order >> np.uint64(63) == 0
    return np.where(negative, ~order, order & np.uint64((1 << 63) - 1)).view(np.float64)


def medians(columns: list[np.ndarray]) -> list[float]:
    """Exact medians over the rows of all workers, of columns without missing values; 0 for an empty one.

    By bisection: each of 64 rounds asks all workers how many of their values are at most a bound.
    """
    ordered = [np.sort(_as_order(column)) for column in columns]
    sizes = total(np.array([column.size for column in columns], dtype=np.float64)).astype(np.int64)
    found = []
    for rank in ((sizes - 1) // 2, sizes // 2):
        low = np.zeros(len(columns), dtype=np.uint64)
        high = np.full(len(columns), np.iinfo(np.uint64).max)
        for _ in range(64):
            middle = low + ((high - low) >> np.uint64(1))
            below = [
                np.searchsorted(values, bound, side="right") for values, bound in zip(ordered, middle, strict=True)
            ]
            enough = total(np.array(below, dtype=np.float64)) > rank
            high = np.where(enough, middle, high)
            low = np.where(enough | (low == high), low, middle + np.uint64(1))
        found.append(_from_order(low))
    return [float(a + b) / 2 if size else 0.0 for a, b, size in zip(*found, sizes, strict=True)]


def fit_encoder(encoder: Encoder, frame) -> Encoder:
    """Fit an encoder that neither imputes nor clips on the rows of all workers, as one with all rows would be.

    Raises
    ------
    ValueError
        If the encoder draws outliers in: no family that does is fitted on several machines.
    """
    if encoder.clip:
        raise ValueError("quantiles of all workers' rows are not known")
    numbers = [name for name, known in encoder.known_values.items() if known is None]
    present = {name: frame[name].to_numpy()[~np.isnan(frame[name].to_numpy())] for name in numbers}
    missing = total(np.array([len(frame) - present[name].size for name in numbers], dtype=np.float64))
    facts: dict = {
        name: NumberFacts(int(gaps), median)
        for name, gaps, median in zip(numbers, missing, medians([present[name] for name in numbers]), strict=True)
    }
    for name, known in encoder.known_values.items():
        if known is not None:
            own = category_facts(frame[name].to_numpy(), known)
            gaps, *counts = total(np.array([own.missing, *own.counts], dtype=np.float64)).astype(np.int64).tolist()
            facts[name] = CategoryFacts(gaps, counts)
    return encoder.fit_facts(facts)
