"""``train`` on several machines, each with a part of the rows: for data larger than one machine.

The first machine looks for settings on its sample, as ever; the others wait. Then all cross-validate and fit those
settings together: the quantile sketch, the histograms and the losses are of all rows, and so are the encoder and the
calibration. Only out-of-fold log-odds, labels and folds of all rows come together, three numbers a row.
"""

from dataclasses import replace
from pathlib import Path

import numpy as np
from xgboost import collective

from .cluster import Cluster, fit_encoder, spread
from .config import SearchConfig
from .failures import TrainingFailure
from .families.base import Family
from .prepared import Prepared
from .progress import Progress
from .search import Found, cross_validate
from .train import encode_folds, find_settings, finish_candidate, rows_to_search, search_facts


def _check(family: Family) -> None:
    if family.name != "xgboost":
        raise TrainingFailure("invalid-request", f"{family.name} is fitted on one machine; only xgboost on several")


def _fit_together(family: Family, prepared: Prepared, config: SearchConfig, cluster: Cluster, settings: dict | None):
    """What all workers do alike; ``settings`` are the first one's.

    Returns
    -------
    Encoder, model, Found, array, array
        The same on all: with log-odds, labels and folds of all rows.
    """
    mine = cluster.shard(prepared.summary["trainingCustomers"])
    shard = Prepared(prepared.folder, mine)
    training = shard.training
    with cluster.connected():
        settings = collective.broadcast(settings, 0)
        folds = encode_folds(family, shard, np.arange(len(training)), fit_encoder)
        found = cross_validate(family, folds, settings, config.seed, lambda done, loss: None)
        del folds
        encoder = fit_encoder(family.encoder(shard.profile, shard.features), training.features)
        model = family.fit(encoder.transform(training.features), training.left, found.settings, config.seed)
        found = replace(found, margin=spread(found.margin, mine))
        left = spread(training.left, mine).astype(np.int64)
        return encoder, model, found, left, spread(shard.folds, mine).astype(np.int64)


def fit_shard(family: Family, prepared: Prepared, config: SearchConfig, cluster: Cluster) -> None:
    """Be one of the workers that are not the first."""
    _check(family)
    _fit_together(family, prepared, config, cluster, None)


def fit_first(
    family: Family,
    prepared: Prepared,
    config: SearchConfig,
    cluster: Cluster,
    folder: Path,
    progress: Progress,
    checkpoints: Path | None,
) -> dict:
    """Be the first worker: gather the others, search, fit together, write the model into ``folder``.

    Returns
    -------
    dict
        ``candidate.json``.
    """
    _check(family)
    rows = prepared.summary["trainingCustomers"]
    with cluster.gathering():
        sample = Prepared(prepared.folder, rows_to_search(rows, config.seed))
        searched: Found = find_settings(family, sample, config, progress, checkpoints)
        trials = searched.trials
        progress.update(trials, trials, f"Fitting {rows:,} rows on {cluster.workers} machines", best=searched.log_loss)
        encoder, model, found, left, folds = _fit_together(family, prepared, config, cluster, searched.settings)
    candidate = finish_candidate(family, prepared, encoder, model, found, left, folds, folder)
    return {**candidate, "search": {**search_facts(config, trials), "workers": cluster.workers}}
