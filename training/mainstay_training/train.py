"""Second step: find settings for one family, fit it, calibrate it."""

import sys
import traceback
from pathlib import Path

import numpy as np

from .calibration import choose_calibration
from .config import DEFAULT_TRIALS, SearchConfig
from .failures import TrainingFailure
from .families import family_named
from .families.base import Family
from .files import whole_folder, write_json
from .prepared import Prepared
from .progress import Progress

_LONGEST_ERROR = 300


def encode_folds(family: Family, prepared: Prepared) -> tuple[list[tuple], list[np.ndarray]]:
    """Encode each fold by an encoder that saw only the other folds.

    Returns
    -------
    list of tuple, list of array
        For each fold (encoded, left, held encoded, held left), and the rows that it holds.
    """
    training, encoded, held_rows = prepared.training, [], []
    for fold in range(prepared.summary["folds"]):
        held = prepared.folds == fold
        encoder = family.encoder(prepared.profile, prepared.features).fit(training.features[~held])
        encoded.append(
            (
                encoder.transform(training.features[~held]),
                training.left[~held],
                encoder.transform(training.features[held]),
                training.left[held],
            )
        )
        held_rows.append(np.flatnonzero(held))
    return encoded, held_rows


def fit_candidate(family: Family, prepared: Prepared, config: SearchConfig, folder: Path, progress: Progress) -> dict:
    """Search, refit on all training rows, calibrate; write the model into ``folder``.

    Returns
    -------
    dict
        ``candidate.json`` of a fitted candidate.
    """
    progress.update(0, config.trials, "Encoding the folds")
    encoded, held_rows = encode_folds(family, prepared)

    def tell(done: int, loss: float) -> None:
        progress.update(done, config.trials, f"{done} of at most {config.trials} settings tried", best=loss)

    found = search_settings(family, encoded, held_rows, config, tell)
    progress.update(found.trials, found.trials, "Fitting the best settings to all training rows", best=found.log_loss)
    training = prepared.training
    encoder = family.encoder(prepared.profile, prepared.features).fit(training.features)
    model = family.fit(encoder.transform(training.features), training.left, found.settings, config.seed)
    calibration, probability = choose_calibration(found.margin, training.left, prepared.folds)
    family.save(model, encoder, folder)
    np.save(folder / "out-of-fold.npy", probability)
    return {
        "format": "mainstay-candidate/1",
        "name": family.name,
        "status": "fitted",
        "trainingSha256": prepared.summary["trainingSha256"],
        "encoder": encoder.document_,
        "calibration": calibration,
        "settings": found.settings,
        "search": {"trials": found.trials, "sampler": "TPE", "objective": "log loss", "seed": config.seed},
    }


def search_settings(*arguments):
    """:func:`search.search`, imported when it is needed: Optuna takes its time."""
    from .search import search

    return search(*arguments)


def train(
    source: Path,
    output: Path,
    name: str,
    budget_seconds: float | None,
    trials: int | None,
    seed: int | None,
    progress: Progress,
) -> None:
    """Write a candidate: ``candidate.json``, ``out-of-fold.npy`` and the model.

    A family that cannot be fitted writes a candidate that says so, and does not keep the others from going on.

    Parameters
    ----------
    source : Path
        Prepared folder; of its rows only the training rows are read.
    output : Path
        Folder to write, whole or not at all.
    name : str
        Family.
    budget_seconds : float or None
        Time for the search.
    trials : int or None
        Most trials. @default 25
    seed : int or None
        @default that of the preparation
    progress : Progress
        Told of every trial.
    """
    prepared = Prepared(source)
    seed = prepared.summary["seed"] if seed is None else seed
    config = SearchConfig(DEFAULT_TRIALS if trials is None else trials, budget_seconds, seed)
    with whole_folder(output) as part:
        try:
            candidate = fit_candidate(family_named(name), prepared, config, part, progress)
        except TrainingFailure:
            raise
        except Exception as error:
            traceback.print_exc(file=sys.stderr)
            said = f"{type(error).__name__}: {error}".splitlines()[0][:_LONGEST_ERROR]
            candidate = {"format": "mainstay-candidate/1", "name": name, "status": "failed", "error": said}
            for half_done in part.iterdir():
                half_done.unlink()
        write_json(part / "candidate.json", candidate)
    progress.done(status=candidate["status"], trials=candidate.get("search", {}).get("trials", 0))
