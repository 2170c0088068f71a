"""Scores and contributions by a bundle's native model: what the serving engine is compared with."""

import csv
from pathlib import Path

import numpy as np

from .candidate import Scorer
from .checked import ID, LINE, parse_rows, read_profile, read_rows
from .files import read_json
from .progress import Progress

_ROWS_AT_ONCE = 20_000


def predict(bundle: Path, source: Path, output: Path, progress: Progress) -> None:
    """Write ``id, line, raw, probability, bias`` and one contribution per feature of the encoder, row by row.

    Parameters
    ----------
    bundle : Path
        Bundle, with ``native/``.
    source : Path
        Folder with ``checked.csv`` and ``profile.json``; labels are not needed.
    output : Path
        CSV file to write, whole or not at all.
    progress : Progress
        Told of every part.

    Raises
    ------
    TrainingFailure
        Naming the file that is missing or unreadable.
    """
    model = read_json(bundle / "model.json")
    profile = read_profile(source / "profile.json")
    rows = read_rows(source / "checked.csv", profile)
    means = np.array(model["ensemble"]["means"]) if model["ensemble"]["kind"] == "linear" else None
    scorer = Scorer(model["family"], model["encoder"], model["calibration"], bundle / "native", means)
    names = scorer.encoder.feature_names
    part = output.with_name(f"{output.name}.part")
    output.parent.mkdir(parents=True, exist_ok=True)
    try:
        with part.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(["id", "line", "raw", "probability", "bias", *names])
            for start in range(0, len(rows), _ROWS_AT_ONCE):
                some = rows.iloc[start : start + _ROWS_AT_ONCE]
                scores = scorer.score(parse_rows(some, profile).features, with_contributions=True)
                figures = np.column_stack(
                    [scores.raw, scores.probability, scores.contributions.bias, scores.contributions.by_feature]
                )
                for customer, line, values in zip(some[ID], some[LINE], figures.tolist(), strict=True):
                    writer.writerow([customer, line, *map(repr, values)])
                progress.update(start + len(some), len(rows), f"Scored {start + len(some):,} rows")
        part.replace(output)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    progress.done(rows=len(rows))
