"""What the gate compares models on: the test rows, and what the new model says of each."""

import csv
import hashlib
import shutil
from pathlib import Path

from .candidate import Candidate
from .checked import ID, LABEL, LINE
from .files import whole_folder
from .prepared import Prepared
from .segments import groups_of

ROWS, PREDICTIONS = "test-rows.csv", "test-predictions.csv"


def write_gate_files(output: Path, prepared: Prepared, chosen: Candidate) -> None:
    """Write ``test-rows.csv`` and ``test-predictions.csv``, row by row the same customers.

    ``test-rows.csv`` is a checked file with labels, so that another bundle can be asked about the same rows.
    ``test-predictions.csv`` has ``line,idSha256,label,raw,probability`` and, for each segment of the profile, a column
    ``segment.<feature>`` with the name of the row's group as in ``metrics.json``.

    Parameters
    ----------
    output : Path
        Folder to write, whole or not at all.
    prepared : Prepared
        Where the test rows come from.
    chosen : Candidate
        The model of the bundle.
    """
    rows, test = prepared.test_rows, prepared.test
    scores = chosen.scorer.score(test.features)
    header, groups = [], []
    for segment in prepared.profile.document["segments"]:
        name = segment["feature"]
        column = [""] * len(test)
        values = test.features[name].to_numpy()
        for group, members in groups_of(values, prepared.profile.feature(name), segment.get("cuts")):
            for row in members.nonzero()[0]:
                column[row] = group
        header.append(f"segment.{name}")
        groups.append(column)
    hashes = [hashlib.sha256(customer.encode()).hexdigest() for customer in rows[ID]]
    figures = (map(repr, values.tolist()) for values in (scores.raw, scores.probability))
    with whole_folder(output) as part:
        shutil.copyfile(prepared.folder / "test.csv", part / ROWS)
        with (part / PREDICTIONS).open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(["line", "idSha256", "label", "raw", "probability", *header])
            writer.writerows(zip(rows[LINE], hashes, rows[LABEL], *figures, *groups, strict=True))
