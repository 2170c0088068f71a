"""Third step: choose a family, measure on the test rows, write the bundle."""

import shutil
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from . import curves
from .baselines import majority, one_rule
from .bootstrap import Resamples
from .bundle import copy_native, model_document, write_ensemble
from .calibration import log_losses
from .candidate import Candidate
from .choose import Choice, choose_family
from .config import FAMILIES
from .data_changes import data_changes
from .drift_baseline import drift_baseline
from .failures import TrainingFailure
from .fairness import group_fairness
from .figures import Judged, all_figures, ordering_figures
from .files import whole_folder, write_json
from .gate_files import write_gate_files
from .golden import golden_document, golden_features
from .learning_curve import learning_curve
from .machine import peak_memory_mb
from .money import value_if_lost
from .prepared import Prepared
from .progress import Progress
from .segments import segment_figures
from .tiers import tier_thresholds

_CV_CELLS = 10_000_000
"""Rounds × rows of the cross-validated figures: on many rows few rounds tell an interval well enough."""
_FEWEST_ROUNDS = 200
_ROWS_FOR_IMPORTANCE = 2000


def read_candidates(folder: Path, prepared: Prepared) -> list[Candidate]:
    """All candidates there are, in the order of the families; a folder without ``candidate.json`` is none.

    Raises
    ------
    TrainingFailure
        ``training-failed`` if none is fitted, with what went wrong with each, or if one was trained on other rows.
    """
    found = [Candidate(folder / name) for name in FAMILIES if (folder / name / "candidate.json").exists()]
    fitted = [candidate for candidate in found if candidate.fitted]
    if not fitted:
        errors = "; ".join(f"{candidate.name}: {candidate.document['error']}" for candidate in found)
        raise TrainingFailure("training-failed", f"No family could be trained. {errors or 'There is no candidate.'}")
    for candidate in fitted:
        if candidate.document["trainingSha256"] != prepared.summary["trainingSha256"]:
            raise TrainingFailure("training-failed", f"{candidate.name} was trained on other rows than these")
    return found


@dataclass(frozen=True)
class _Table:
    """What the rows of the table of candidates are made with."""

    prepared: Prepared
    cross_validation: Resamples
    test: Resamples
    value_of_leavers: float | None

    def row(self, name: str, out_of_fold: np.ndarray, probability: np.ndarray) -> tuple[dict, Judged]:
        training, test = self.prepared.training, self.prepared.test
        tiers = tier_thresholds(out_of_fold, self.value_of_leavers, self.prepared.profile.document["policy"])
        # A model that gives everyone the same singles nobody out.
        contacted = (probability >= tiers["high"]) & (np.ptp(probability) > 0)
        judged = Judged(test.left, probability, contacted)
        validation = ordering_figures(training.left, out_of_fold, self.cross_validation)
        row = {
            "name": name,
            "status": "fitted",
            "crossValidation": {"folds": self.prepared.summary["folds"], **validation},
            "test": all_figures(judged, self.test),
        }
        return row, judged


def _importance(scores, names: list[str]) -> list[dict]:
    mean = np.abs(scores.contributions.by_feature).mean(axis=0)
    total = float(mean.sum()) or 1.0
    table = [
        {"feature": name, "meanAbsoluteContribution": float(size), "share": min(1.0, float(size) / total)}
        for name, size in zip(names, mean, strict=True)
    ]
    return sorted(table, key=lambda entry: (-entry["meanAbsoluteContribution"], entry["feature"]))


def _compare(table: _Table, candidates: list[Candidate], progress: Progress) -> tuple[list[dict], dict[str, Judged]]:
    """Rows of all baselines and candidates, and what each said of the test rows."""
    prepared, rows, judged = table.prepared, [], {}
    training, test, folds = prepared.training, prepared.test, prepared.folds
    baselines = [
        majority(training, test, folds),
        one_rule(training, test, folds, prepared.profile, prepared.features),
    ]
    of = len(baselines) + len(candidates) + 2
    for baseline in baselines:
        row, judged[baseline.name] = table.row(baseline.name, baseline.out_of_fold, baseline.test)
        rows.append({**row, "note": baseline.note})
        progress.update(len(rows), of, f"Measured {baseline.name} on {len(test):,} test rows")
    for candidate in candidates:
        if not candidate.fitted:
            rows.append({"name": candidate.name, "status": "failed", "error": candidate.document["error"]})
            continue
        probability = candidate.scorer.score(test.features).probability
        row, judged[candidate.name] = table.row(candidate.name, candidate.out_of_fold, probability)
        search = candidate.document["search"]
        rows.append({**row, "trials": search["trials"], "settings": candidate.document["settings"]})
        auc = row["test"]["rocAuc"]["value"]
        progress.update(len(rows), of, f"Measured {candidate.name} on {len(test):,} test rows", best=auc)
    return rows, judged


def _metrics(table: _Table, choice: Choice, rows: list[dict], judged: Judged, importance: list, tiers: dict) -> dict:
    """``metrics.json``."""
    prepared = table.prepared
    test, summary = prepared.test, prepared.summary
    left, contacted = judged.left == 1, judged.contacted
    value = value_if_lost(test.monthly_value_minor, prepared.profile.document)
    return {
        "format": "mainstay-metrics/1",
        "chosen": choice.name,
        "chosenBecause": choice.because,
        "choice": choice.document,
        "split": {
            "kind": summary["splitKind"],
            "trainingCustomers": summary["trainingCustomers"],
            "testCustomers": len(test),
            "testLeavers": int(left.sum()),
            "folds": summary["folds"],
            **{key: summary[key] for key in ("dates", "testBelow") if key in summary},
        },
        "bootstrapRounds": table.test.rounds,
        "threshold": tiers["high"],
        "figures": next(row["test"] for row in rows if row["name"] == choice.name),
        "confusion": {
            "truePositive": int((contacted & left).sum()),
            "falsePositive": int((contacted & ~left).sum()),
            "trueNegative": int((~contacted & ~left).sum()),
            "falseNegative": int((~contacted & left).sum()),
        },
        "candidates": rows,
        "rocCurve": curves.roc_curve(judged),
        "prCurve": curves.pr_curve(judged),
        "calibrationBins": curves.calibration_bins(judged),
        "deciles": curves.deciles(judged, table.test),
        "profitCurve": curves.profit_curve(judged, value, prepared.profile.document["policy"], table.test),
        "importance": importance,
        "segments": segment_figures(test, judged, prepared.profile, table.test),
        "fairness": group_fairness(test, judged, prepared.profile, table.test),
    }


def evaluate(
    source: Path,
    candidates_folder: Path,
    output: Path,
    seed: int | None,
    rounds: int,
    forced: str | None,
    progress: Progress,
    gate: Path | None = None,
    previous: Path | None = None,
) -> None:
    """Write the bundle.

    The family is chosen, calibrated and given its tiers on training rows; only then the test rows are read.

    Parameters
    ----------
    source : Path
        Prepared folder.
    candidates_folder : Path
        Folder with one folder per family.
    output : Path
        Bundle to write, whole or not at all.
    seed : int or None
        Of the bootstrap. @default that of the preparation
    rounds : int
        Bootstrap rounds.
    forced : str or None
        Family to take instead of the best.
    progress : Progress
        Told of every candidate.
    gate : Path or None
        Folder for what the gate compares models on (see :mod:`.gate_files`). It holds customers, a bundle does not.
    previous : Path or None
        Bundle of an earlier model, or its ``baseline.json``, to tell what changed in the data.

    Raises
    ------
    TrainingFailure
        ``training-failed`` if there is no candidate to choose.
    """
    prepared = Prepared(source)
    seed = prepared.summary["seed"] if seed is None else seed
    candidates = read_candidates(candidates_folder, prepared)
    fitted = {candidate.name: candidate for candidate in candidates if candidate.fitted}
    if forced is not None and forced not in fitted:
        raise TrainingFailure("training-failed", f"{forced} cannot be chosen: it was not trained")
    training = prepared.training
    losses = {name: log_losses(training.left, candidate.out_of_fold) for name, candidate in fitted.items()}
    choice = choose_family(losses, forced)
    chosen = fitted[choice.name]
    lost = value_if_lost(training.monthly_value_minor, prepared.profile.document)
    value_of_leavers = None if lost is None else float(lost[training.left == 1].mean())
    tiers = tier_thresholds(chosen.out_of_fold, value_of_leavers, prepared.profile.document["policy"])

    test = prepared.test
    cv_rounds = min(rounds, max(_FEWEST_ROUNDS, _CV_CELLS // len(training)))
    table = _Table(
        prepared,
        Resamples(len(training), cv_rounds, seed),
        Resamples(len(test), rounds, seed + 1),
        value_of_leavers,
    )
    rows, judged = _compare(table, candidates, progress)
    progress.update(len(rows), len(rows) + 2, f"Writing the bundle of {choice.name}")
    with whole_folder(output) as part:
        encoded = chosen.scorer.encoder.transform(training.features)
        ensemble, thresholds = write_ensemble(chosen, encoded, part)
        write_json(part / "model.json", model_document(chosen, prepared, ensemble, tiers))
        names = chosen.scorer.encoder.feature_names
        features = golden_features(training, test, prepared.profile, chosen.document["encoder"], thresholds, seed)
        write_json(part / "golden.json", golden_document(features, chosen.scorer.score(features, True), names), None)
        write_json(part / "baseline.json", drift_baseline(training, prepared.profile, names, chosen.out_of_fold), None)
        importance = _importance(chosen.scorer.score(test.features.head(_ROWS_FOR_IMPORTANCE), True), names)
        metrics = _metrics(table, choice, rows, judged[choice.name], importance, tiers)
        metrics["learningCurve"] = learning_curve(
            chosen, prepared, judged[choice.name].probability, table.test, progress
        )
        if previous is not None:
            metrics["dataChanges"] = data_changes(previous, training, prepared.profile, names)
        write_json(part / "metrics.json", metrics)
        shutil.copyfile(source / "exploration.json", part / "exploration.json")
        copy_native(chosen, part)
    if gate is not None:
        write_gate_files(gate, prepared, chosen)
    progress.done(
        chosen=choice.name,
        because=choice.because,
        rocAuc=metrics["figures"]["rocAuc"],
        calibrationError=metrics["figures"]["calibrationError"]["value"],
        brier=metrics["figures"]["brier"]["value"],
        peakMemoryMb=peak_memory_mb(),
    )
