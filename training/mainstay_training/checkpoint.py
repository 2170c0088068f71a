"""Where a search stands, kept in a folder that outlives the machine (SageMaker syncs ``/opt/ml/checkpoints``)."""

import json
from dataclasses import asdict
from pathlib import Path

from .tpe import Tried

FILE = "search.json"


class Checkpoint:
    """The trials done so far, written after each.

    The file is replaced as a whole. One of another search (other rows, family, seed or code) is left aside, and so
    is one that cannot be read: then the search begins anew.

    Parameters
    ----------
    folder : Path or None
        Where to keep it; None keeps nothing.
    of : dict
        What the search is of; equal documents mean that its trials can be gone on with.
    """

    def __init__(self, folder: Path | None, of: dict):
        self._path = None if folder is None else folder / FILE
        self._of = json.loads(json.dumps(of))

    def read(self) -> tuple[list[Tried], float]:
        """Trials done, and the seconds that they took."""
        if self._path is None:
            return [], 0.0
        try:
            document = json.loads(self._path.read_text(encoding="utf-8"))
            if document["of"] != self._of:
                return [], 0.0
            return [Tried(**tried) for tried in document["trials"]], float(document["seconds"])
        except (OSError, ValueError, KeyError, TypeError):
            return [], 0.0

    def write(self, trials: list[Tried], seconds: float) -> None:
        """Keep the trials."""
        if self._path is None:
            return
        self._path.parent.mkdir(parents=True, exist_ok=True)
        part = self._path.with_name(f"{FILE}.part")
        document = {"of": self._of, "trials": [asdict(tried) for tried in trials], "seconds": seconds}
        part.write_text(json.dumps(document), encoding="utf-8")
        part.replace(self._path)
