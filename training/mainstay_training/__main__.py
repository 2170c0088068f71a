"""The command line: ``python -m mainstay_training prepare|train|evaluate|predict``."""

import argparse
import os
import signal
import sys
import traceback
from collections.abc import Callable
from pathlib import Path

from . import config
from .machine import numeric_environment

os.environ.update(numeric_environment())  # before numpy is loaded

from .failures import Interrupted, TrainingFailure
from .progress import Progress


def _between(kind: type, low: float, high: float):
    """An argument of that kind from ``low`` to ``high``."""

    def parse(text: str):
        value = kind(text)
        if not low <= value <= high:
            raise argparse.ArgumentTypeError(f"must be {low} to {high}, got {text}")
        return value

    parse.__name__ = kind.__name__
    return parse


def parser() -> argparse.ArgumentParser:
    """All steps and their options."""
    top = argparse.ArgumentParser(prog="python -m mainstay_training", description=__doc__)
    steps = top.add_subparsers(dest="step", required=True)
    seed = _between(int, 0, 2**31 - 1)

    prepare = steps.add_parser("prepare", help="set test rows aside, explore the rest, find leaks")
    prepare.add_argument("--input", type=Path, required=True, help="folder with checked.csv and profile.json")
    prepare.add_argument("--output", type=Path, required=True, help="folder to write")
    prepare.add_argument("--seed", type=seed, default=config.DEFAULT_SEED)
    prepare.add_argument("--folds", type=_between(int, 2, 20), default=config.DEFAULT_FOLDS)
    prepare.add_argument("--test-share", type=_between(float, 0.05, 0.5), default=config.DEFAULT_TEST_SHARE)

    train = steps.add_parser("train", help="tune and fit one family")
    train.add_argument("--input", type=Path, required=True, help="folder that prepare wrote")
    train.add_argument("--output", type=Path, required=True, help="folder to write")
    train.add_argument("--family", choices=config.FAMILIES, required=True)
    train.add_argument(
        "--budget",
        type=_between(float, 0, 7 * 86400),
        help=f"seconds to search for; default {config.DEFAULT_BUDGET_SECONDS:g}, or no end if --trials is given",
    )
    train.add_argument(
        "--trials", type=_between(int, 1, 10_000), help=f"most settings to try, default {config.DEFAULT_TRIALS}"
    )
    train.add_argument("--seed", type=seed, help="default: that of prepare")
    train.add_argument("--checkpoints", type=Path, help="folder to note trials in, and to go on from")

    train.add_argument("--workers", type=_between(int, 1, 64), default=1, help="machines that fit XGBoost together")
    train.add_argument("--worker", type=_between(int, 0, 63), default=0, help="which of them this is")
    train.add_argument("--tracker", default="127.0.0.1:9099", help="address of number 0, IP:PORT")

    evaluate = steps.add_parser("evaluate", help="choose, measure on the test rows, write the bundle")
    evaluate.add_argument("--input", type=Path, required=True, help="folder that prepare wrote")
    evaluate.add_argument("--candidates", type=Path, required=True, help="folder with one folder per family")
    evaluate.add_argument("--output", type=Path, required=True, help="bundle to write")
    evaluate.add_argument("--seed", type=seed, help="of the bootstrap; default: that of prepare")
    evaluate.add_argument(
        "--bootstrap", type=_between(int, 20, 100_000), default=config.DEFAULT_BOOTSTRAP_ROUNDS, help="rounds"
    )
    evaluate.add_argument("--choose", choices=config.FAMILIES, help="take this family instead of the best")
    evaluate.add_argument("--previous", type=Path, help="bundle of an earlier model, to tell what changed in the data")
    evaluate.add_argument("--gate", type=Path, help="folder for the test rows and what the model says of them")

    predict = steps.add_parser("predict", help="scores and contributions by the bundle's native model")
    predict.add_argument("--bundle", type=Path, required=True)
    predict.add_argument("--input", type=Path, required=True, help="folder with checked.csv and profile.json")
    predict.add_argument("--output", type=Path, required=True, help="CSV file to write")
    return top


def _cluster(arguments: argparse.Namespace):
    """The machines that work together; None if it is this one alone."""
    if arguments.workers == 1:
        return None
    from .cluster import Cluster

    address, _, port = arguments.tracker.rpartition(":")
    if not port.isdigit() or arguments.worker >= arguments.workers:
        raise TrainingFailure("invalid-request", "--tracker is IP:PORT, and --worker one of 0 to --workers − 1")
    return Cluster(arguments.workers, arguments.worker, address, int(port))


def _run(arguments: argparse.Namespace, progress: Progress) -> None:
    """Run a step; each imports only what it needs."""
    if arguments.step == "prepare":
        from .prepare import prepare

        prepare(arguments.input, arguments.output, arguments.seed, arguments.folds, arguments.test_share, progress)
    elif arguments.step == "train":
        from .train import train

        budget = arguments.budget
        if budget is None and arguments.trials is None:
            budget = config.DEFAULT_BUDGET_SECONDS
        train(
            arguments.input,
            arguments.output,
            arguments.family,
            budget,
            arguments.trials,
            arguments.seed,
            progress,
            arguments.checkpoints,
            _cluster(arguments),
        )
    elif arguments.step == "evaluate":
        from .evaluate import evaluate

        evaluate(
            arguments.input,
            arguments.candidates,
            arguments.output,
            arguments.seed,
            arguments.bootstrap,
            arguments.choose,
            progress,
            arguments.gate,
            arguments.previous,
        )
    else:
        from .predict import predict

        predict(arguments.bundle, arguments.input, arguments.output, progress)


class _Signals:
    """Turns the first SIGINT or SIGTERM into :class:`Interrupted`; further ones do not disturb the tidying up."""

    def __init__(self):
        self.received: int | None = None
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._receive)

    def _receive(self, number: int, _frame: object) -> None:
        if self.received is None:
            self.received = number
            raise Interrupted(number)

    def check(self) -> None:
        """Raise what Python dropped: an exception that falls into a destructor is only reported."""
        if self.received is not None:
            raise Interrupted(self.received)


def main(argv: list[str] | None = None, on_failure: Callable[[str], None] = lambda reason: None) -> int:
    """Run the command line.

    Parameters
    ----------
    argv : list of str or None
        Arguments. @default those of the process
    on_failure : callable
        Told in a sentence why the step failed, its code first; not of an interruption.

    Returns
    -------
    int
        0 done, 1 failed in a foreseen way, 2 not foreseen, 128 + signal if interrupted.
    """
    arguments = parser().parse_args(argv)
    facts = {"family": arguments.family} if arguments.step == "train" else {}
    progress = Progress(arguments.step, before_each=_Signals().check, **facts)
    try:
        _run(arguments, progress)
    except TrainingFailure as failure:
        progress.failed(failure.code, failure.detail)
        on_failure(f"{failure.code}: {failure.detail}")
        return 1
    except Interrupted as interrupt:
        return 128 + interrupt.signal_number
    except Exception as error:
        traceback.print_exc()
        on_failure(f"{type(error).__name__}: {error}")
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
