"""Progress as one JSON document per line on standard output."""

import json
import math
import sys
import time
from collections.abc import Callable


class Progress:
    """Says how far a step is.

    Parameters
    ----------
    step : str
        ``prepare``, ``train``, ``evaluate`` or ``predict``.
    before_each : callable, optional
        Called before each update; may raise to end the step.
    **facts
        Added to every line, such as ``family="xgboost"``.
    """

    def __init__(self, step: str, before_each: Callable[[], None] = lambda: None, **facts):
        self._before_each = before_each
        self._facts = {"step": step, **facts}
        self._started_at = time.monotonic()

    def seconds(self) -> float:
        """Seconds since the step began."""
        return time.monotonic() - self._started_at

    def update(self, done: float, of: float, message: str, best: float | None = None) -> None:
        """Tell that ``done`` of ``of`` is done; ``best`` is the best figure so far, if there is one."""
        self._before_each()
        line = {"event": "progress", **self._facts, "done": done, "of": of}
        if best is not None and math.isfinite(best):
            line["best"] = round(best, 6)
        self._write({**line, "seconds": round(self.seconds(), 1), "message": message})

    def done(self, **facts) -> None:
        """Tell that the step is over."""
        self._write({"event": "done", **self._facts, **facts, "seconds": round(self.seconds(), 1)})

    def failed(self, code: str, detail: str) -> None:
        """Tell that the step failed in a foreseen way."""
        self._write({"event": "failed", **self._facts, "code": code, "detail": detail})

    def _write(self, line: dict) -> None:
        sys.stdout.write(json.dumps(line, ensure_ascii=False) + "\n")
        sys.stdout.flush()
