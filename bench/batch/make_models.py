"""Fits the models of the batch benchmark to prepared rows: python make_models.py PREPARED OUT.

Each ``OUT/NAME/xgboost`` is a candidate of the training package, of which its ``evaluate`` makes a bundle. Numbers come
before categories, as behind a scikit-learn ColumnTransformer that passes numbers through, so that the same trees serve
both.
"""

import sys
from pathlib import Path

import numpy as np
from mainstay_training.calibration import apply_calibration, fit_sigmoid
from mainstay_training.families import family_named
from mainstay_training.files import write_json
from mainstay_training.prepared import Prepared
from mainstay_training.search import cross_validate
from mainstay_training.train import encode_folds

_DEPTHS = {"300-depth-4": 4, "300-depth-6": 6}
_SEED = 7


def write_models(prepared: Prepared, out: Path) -> None:
    """Fit ``default`` (the package's first settings, as many trees as its folds choose) and 300 trees of each depth."""
    family = family_named("xgboost")
    training = prepared.training
    folds = encode_folds(family, prepared, np.arange(len(training)))
    found = cross_validate(family, folds, family.default_settings(len(training)), _SEED, lambda done, loss: None)
    models = {"default": (found.settings, found.margin)}
    for name, depth in _DEPTHS.items():
        settings = {"learning_rate": 0.05, "max_depth": depth, "trees": 300}
        margin = np.empty(len(training))
        for fold, held_rows in zip(folds.encoded, folds.held_rows, strict=True):
            encoded, left, held, _ = fold
            margin[held_rows] = family.raw(family.fit(encoded, left, settings, _SEED), held)
        models[name] = (settings, margin)

    names = sorted(prepared.features, key=lambda name: not prepared.profile.is_number(name))
    encoder = family.encoder(prepared.profile, names).fit(training.features)
    encoded = encoder.transform(training.features)
    for name, (settings, margin) in models.items():
        folder = out / name / "xgboost"
        folder.mkdir(parents=True)
        calibration = fit_sigmoid(margin, training.left)
        family.save(family.fit(encoded, training.left, settings, _SEED), encoder, folder)
        np.save(folder / "out-of-fold.npy", apply_calibration(calibration, margin))
        candidate = {
            "format": "mainstay-candidate/1",
            "name": family.name,
            "status": "fitted",
            "trainingSha256": prepared.summary["trainingSha256"],
            "encoder": encoder.document_,
            "calibration": calibration,
            "settings": settings,
            "search": {"trials": 1, "sampler": "TPE", "objective": "log loss", "seed": _SEED},
        }
        write_json(folder / "candidate.json", candidate)


if __name__ == "__main__":
    write_models(Prepared(Path(sys.argv[1])), Path(sys.argv[2]))
