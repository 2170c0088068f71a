"""Second step: find settings for one family, fit it, calibrate it."""

import sys
import traceback
from pathlib import Path

import numpy as np

from .calibration import choose_calibration
from .checkpoint import Checkpoint
from .config import DEFAULT_TRIALS, SEARCH_ROWS, SearchConfig
from .failures import TrainingFailure
from .families import family_named
from .families.base import Family
from .files import whole_folder, write_json
from .libraries import libraries
from .prepared import Prepared
from .progress import Progress

_LONGEST_ERROR = 300
_SECONDS_BETWEEN_LINES = 0.5


def encode_folds(family: Family, prepared: Prepared, rows: np.ndarray):
    """Encode the rows of each fold by an encoder that saw only those of the other folds.

    Parameters
    ----------
    family : Family
        Whose encoder.
    prepared : Prepared
        Where the training rows come from.
    rows : array of int
        Which of them.

    Returns
    -------
    search.Folds
    """
    from .search import Folds

    features, left = prepared.training.features.iloc[rows], prepared.training.left[rows]
    encoded, held_rows = [], []
    for fold in range(prepared.summary["folds"]):
        held = prepared.folds[rows] == fold
        encoder = family.encoder(prepared.profile, prepared.features).fit(features[~held])
        learnt_from = (encoder.transform(features[~held]), left[~held])
        encoded.append((*learnt_from, encoder.transform(features[held]), left[held]))
        held_rows.append(np.flatnonzero(held))
    return Folds(encoded, held_rows)


def _rows_to_search(rows: int, seed: int) -> np.ndarray:
    """At most ``SEARCH_ROWS`` rows, drawn at random, in their order."""
    if rows <= SEARCH_ROWS:
        return np.arange(rows)
    return np.sort(np.random.default_rng(seed).permutation(rows)[:SEARCH_ROWS])


def fit_candidate(
    family: Family,
    prepared: Prepared,
    config: SearchConfig,
    folder: Path,
    progress: Progress,
    checkpoints: Path | None = None,
) -> dict:
    """Search, refit on all training rows, calibrate; write the model into ``folder``.

    Returns
    -------
    dict
        ``candidate.json`` of a fitted candidate.
    """
    from .search import cross_validate, search

    progress.update(0, config.trials, "Encoding the folds")
    training = prepared.training
    searched = _rows_to_search(len(training), config.seed)
    folds = encode_folds(family, prepared, searched)
    said_at = 0.0

    def tell(done: float, loss: float) -> None:
        nonlocal said_at
        if done == int(done) or progress.seconds() - said_at >= _SECONDS_BETWEEN_LINES:
            said_at = progress.seconds()
            progress.update(
                round(done, 2), config.trials, f"{int(done)} of at most {config.trials} settings tried", best=loss
            )

    of = {
        "family": family.name,
        "trainingSha256": prepared.summary["trainingSha256"],
        "features": prepared.features,
        "rows": int(searched.size),
        "seed": config.seed,
        "libraries": libraries(),
    }
    found = search(family, folds, config, tell, Checkpoint(checkpoints, of))
    trials = found.trials
    if searched.size < len(training):
        progress.update(trials, trials, f"Cross-validating the best settings on {len(training):,} rows")
        folds = encode_folds(family, prepared, np.arange(len(training)))
        found = cross_validate(family, folds, found.settings, config.seed, lambda done, loss: None)
    progress.update(trials, trials, "Fitting the best settings to all training rows", best=found.log_loss)
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
        "search": {"trials": trials, "sampler": "TPE", "objective": "log loss", "seed": config.seed},
    }


def train(
    source: Path,
    output: Path,
    name: str,
    budget_seconds: float | None,
    trials: int | None,
    seed: int | None,
    progress: Progress,
    checkpoints: Path | None = None,
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
    checkpoints : Path or None
        Folder in which the search notes how far it is, and from which it goes on if another process began it.
    """
    prepared = Prepared(source)
    seed = prepared.summary["seed"] if seed is None else seed
    config = SearchConfig(DEFAULT_TRIALS if trials is None else trials, budget_seconds, seed)
    with whole_folder(output) as part:
        try:
            candidate = fit_candidate(family_named(name), prepared, config, part, progress, checkpoints)
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
