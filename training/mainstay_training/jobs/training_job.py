"""``train`` as a SageMaker training job in script mode.

Channel ``prepared`` holds what ``prepare`` wrote; the hyperparameters are the options of ``train``; the candidate goes
to ``SM_MODEL_DIR``, and with it into ``model.tar.gz``. A job with checkpoints goes on where an interrupted one stood.
"""

import json
import os
import socket
from pathlib import Path

from ..__main__ import main as run_command
from .layout import base, filled_at_end, given, local, write_reason

_TRACKER_PORT = 9099
"""Instances of a training job reach each other on every port."""


def _channel(name: str) -> str:
    folder = os.environ.get(f"SM_CHANNEL_{name.upper()}")
    if folder is None:
        raise SystemExit(f"the job has no channel named {name}")
    return folder


def checkpoint_folder() -> Path | None:
    """The folder that SageMaker syncs; None for a job without a ``CheckpointConfig``."""
    config = Path(os.environ.get("SM_CHECKPOINT_CONFIG_FILE", base() / "input/config/checkpointconfig.json"))
    if config.is_file():
        return local(json.loads(config.read_text(encoding="utf-8")).get("LocalPath") or "/opt/ml/checkpoints")
    usual = base() / "checkpoints"
    return usual if usual.is_dir() else None


def cluster_options(family: str | None) -> list[str] | None:
    """Options by which the job's instances find each other; None if this one has nothing to do.

    ``MAINSTAY_TRACKER`` is the address of the first where its name cannot be looked up: several on one machine.
    """
    hosts = sorted(json.loads(os.environ.get("SM_HOSTS", "[]")))
    if len(hosts) < 2:
        return []
    worker = hosts.index(os.environ["SM_CURRENT_HOST"])
    if family != "xgboost":
        return [] if worker == 0 else None
    tracker = os.environ.get("MAINSTAY_TRACKER") or f"{socket.gethostbyname(hosts[0])}:{_TRACKER_PORT}"
    return ["--workers", str(len(hosts)), "--worker", str(worker), "--tracker", tracker]


def _fail(reason: str) -> None:
    write_reason(reason, "failure")


def main(hyperparameters: list[str]) -> int:
    """Run the job.

    Parameters
    ----------
    hyperparameters : list of str
        As the container gives them: ``--family xgboost --trials 25``. Empty ones count as left out.

    Returns
    -------
    int
        Exit code of the command line. ``/opt/ml/output/failure`` says what went wrong; the XGBoost container replaces
        it by the command it ran, so that the last line of the log is where the reason stands for certain.
    """
    hyperparameters = given(hyperparameters)
    try:
        options = ["--input", _channel("prepared"), *hyperparameters]
        family = hyperparameters[hyperparameters.index("--family") + 1] if "--family" in hyperparameters else None
        together = cluster_options(family)
        if together is None:
            return 0
        options += together
        checkpoints = checkpoint_folder()
        if checkpoints is not None:
            options += ["--checkpoints", str(checkpoints)]
        with filled_at_end(Path(os.environ["SM_MODEL_DIR"])) as output:
            return run_command(["train", *options, "--output", str(output)], _fail)
    except SystemExit as wrong:
        said = wrong.code if isinstance(wrong.code, str) else f"wrong hyperparameters: {' '.join(hyperparameters)}"
        _fail(f"invalid-request: {said}")
        raise
