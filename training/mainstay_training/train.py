"""Second step: find settings for one family, fit it, calibrate it."""

import sys
import traceback
from pathlib import Path

import numpy as np

from .calibration import choose_calibration
from .checkpoint import Checkpoint
from .cluster import Cluster
from .config import DEFAULT_TRIALS, SEARCH_ROWS, SearchConfig
from .encoder import Encoder
from .failures import TrainingFailure
from .families import family_named
from .families.base import Family
from .files import whole_folder, write_json
from .libraries import libraries
from .machine import peak_memory_mb
from .prepared import Prepared
from .progress import Progress

_LONGEST_ERROR = 300
_SECONDS_BETWEEN_LINES = 0.5


def encode_folds(family: Family, prepared: Prepared, rows: np.ndarray, fit=Encoder.fit):
    """Encode the rows of each fold by an encoder that saw only those of the other folds.

    Parameters
    ----------
    family : Family
        Whose encoder.
    prepared : Prepared
        Where the training rows come from.
    rows : array of int
        Which of them.
    fit : callable
        Fits an encoder to rows.

    Returns
    -------
    search.Folds
    """
    from .search import Folds

    features, left = prepared.training.features.iloc[rows], prepared.training.left[rows]
    encoded, held_rows = [], []
    for fold in range(prepared.summary["folds"]):
        held = prepared.folds[rows] == fold
        encoder = fit(family.encoder(prepared.profile, prepared.features), features[~held])
        learnt_from = (encoder.transform(features[~held]), left[~held])
        encoded.append((*learnt_from, encoder.transform(features[held]), left[held]))
        held_rows.append(np.flatnonzero(held))
    return Folds(encoded, held_rows)


def rows_to_search(rows: int, seed: int) -> np.ndarray:
    """At most ``SEARCH_ROWS`` rows, drawn at random; True for each of them."""
    drawn = np.random.default_rng(seed).permutation(rows)[:SEARCH_ROWS]
    chosen = np.zeros(rows, dtype=bool)
    chosen[drawn] = True
    return chosen


def find_settings(
    family: Family, prepared: Prepared, config: SearchConfig, progress: Progress, checkpoints: Path | None
):
    """Look for settings on the rows that ``prepared`` has.

    Returns
    -------
    search.Found
    """
    from .search import search

    progress.update(0, config.trials, "Encoding the folds")
    rows = len(prepared.training)
    folds = encode_folds(family, prepared, np.arange(rows))
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
        "rows": rows,
        "seed": config.seed,
        "libraries": libraries(),
    }
    return search(family, folds, config, tell, Checkpoint(checkpoints, of))


def finish_candidate(
    family: Family,
    prepared: Prepared,
    encoder: Encoder,
    model,
    found,
    left: np.ndarray,
    folds: np.ndarray,
    folder: Path,
) -> dict:
    """Calibrate on the out-of-fold log-odds of all training rows, and write the model into ``folder``.

    Returns
    -------
    dict
        ``candidate.json`` but for ``search``.
    """
    calibration, probability = choose_calibration(found.margin, left, folds)
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
    }


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
    from .search import cross_validate

    training = prepared.training
    searched = rows_to_search(len(training), config.seed)
    sample = prepared if searched.all() else Prepared(prepared.folder, searched)
    found = find_settings(family, sample, config, progress, checkpoints)
    trials = found.trials
    if sample is not prepared:
        progress.update(trials, trials, f"Cross-validating the best settings on {len(training):,} rows")
        folds = encode_folds(family, prepared, np.arange(len(training)))
        found = cross_validate(family, folds, found.settings, config.seed, lambda done, loss: None)
    progress.update(trials, trials, "Fitting the best settings to all training rows", best=found.log_loss)
    encoder = family.encoder(prepared.profile, prepared.features).fit(training.features)
    model = family.fit(encoder.transform(training.features), training.left, found.settings, config.seed)
    candidate = finish_candidate(family, prepared, encoder, model, found, training.left, prepared.folds, folder)
    return {**candidate, "search": search_facts(config, trials)}


def search_facts(config: SearchConfig, trials: int) -> dict:
    """``search`` of ``candidate.json``."""
    return {"trials": trials, "sampler": "TPE", "objective": "log loss", "seed": config.seed}


def train(
    source: Path,
    output: Path,
    name: str,
    budget_seconds: float | None,
    trials: int | None,
    seed: int | None,
    progress: Progress,
    checkpoints: Path | None = None,
    cluster: Cluster | None = None,
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
    cluster : Cluster or None
        The machines that fit XGBoost together; only the first of them writes anything.
    """
    if cluster is not None:
        # Not before it is needed: it uses this module.
        from .distributed import fit_first, fit_shard
    prepared = Prepared(source)
    seed = prepared.summary["seed"] if seed is None else seed
    config = SearchConfig(DEFAULT_TRIALS if trials is None else trials, budget_seconds, seed)
    if cluster is not None and not cluster.first:
        fit_shard(family_named(name), prepared, config, cluster)
        progress.done(status="fitted", worker=cluster.worker, peakMemoryMb=peak_memory_mb())
        return
    with whole_folder(output) as part:
        try:
            if cluster is None:
                candidate = fit_candidate(family_named(name), prepared, config, part, progress, checkpoints)
            else:
                candidate = fit_first(family_named(name), prepared, config, cluster, part, progress, checkpoints)
        except TrainingFailure:
            raise
        except Exception as error:
            traceback.print_exc(file=sys.stderr)
            said = f"{type(error).__name__}: {error}".splitlines()[0][:_LONGEST_ERROR]
            candidate = {"format": "mainstay-candidate/1", "name": name, "status": "failed", "error": said}
            for half_done in part.iterdir():
                half_done.unlink()
        write_json(part / "candidate.json", candidate)
    progress.done(
        status=candidate["status"], trials=candidate.get("search", {}).get("trials", 0), peakMemoryMb=peak_memory_mb()
    )
