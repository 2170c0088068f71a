"""Numbers that the training rests on, each with its reason."""

from dataclasses import dataclass

FAMILIES = ("logistic-regression", "decision-tree", "random-forest", "gradient-boosting", "xgboost")
"""Families in the order in which they are trained and shown: from simple to complex."""

THREADS = 2
"""Most threads; a fixed number, so that sums are added in the same order on every machine."""

ROWS_FOR_THREADS = 100_000
"""Boosting uses one thread on fewer rows: its threads wait for each other after every node, which on a busy machine
made 16,000 rows take 8 s instead of 0.15."""


def boosting_threads(rows: int) -> int:
    """Threads that boosting uses on that many rows."""
    return THREADS if rows >= ROWS_FOR_THREADS else 1


MINIMUM_LEAVERS = 30
"""Floor of leavers, and of those who stayed, below which nothing can be compared; intake asks for more before."""

LEAK_AUC = 0.98
"""A feature that alone reaches this tells the label rather than foretells it."""

CLIP_QUANTILES = (0.001, 0.999)
"""Outliers of the linear family are drawn in to these quantiles; trees do not mind outliers."""

RARE_ROWS = 10
"""Category values with fewer training rows share one column."""

PROBABILITY_MARGIN = 1e-6
"""Averaged leaf shares are kept this far from 0 and 1 before their log-odds are taken (bundle contract)."""

SEARCH_ROWS = 50_000
"""Settings are compared on at most so many training rows; the best are then cross-validated on all of them."""

DEFAULT_SEED = 20
DEFAULT_FOLDS = 5
DEFAULT_TEST_SHARE = 0.2
DEFAULT_TRIALS = 25
DEFAULT_BUDGET_SECONDS = 60.0
DEFAULT_BOOTSTRAP_ROUNDS = 1000


@dataclass(frozen=True)
class SearchConfig:
    """How long to look for settings.

    Parameters
    ----------
    trials : int
        Most trials of settings; the first is a sane default.
    budget_seconds : float or None
        Time after which no further trial begins; None makes the number of trials the only end, and so the result
        independent of the machine's speed.
    seed : int
        Seeds the sampler and every model.
    """

    trials: int
    budget_seconds: float | None
    seed: int
