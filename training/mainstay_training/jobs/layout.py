"""Where SageMaker puts things, and how a job says that it failed."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

ROOT = PurePosixPath("/opt/ml")
_LONGEST_REASON = 1024
"""SageMaker keeps that many characters of a failure."""


def base() -> Path:
    """``/opt/ml``, or what ``SAGEMAKER_BASE_DIR`` names outside a container, as AWS's own toolkit has it."""
    return Path(os.environ.get("SAGEMAKER_BASE_DIR", str(ROOT)))


def local(path: str) -> Path:
    """A ``LocalPath`` of a job's request, below :func:`base`."""
    posix = PurePosixPath(path)
    return base() / posix.relative_to(ROOT) if posix.is_relative_to(ROOT) else Path(path)


def given(options: list[str]) -> list[str]:
    """Options but for those whose value is empty: a workflow that always names an option leaves it open that way."""
    empty = {at for at in range(1, len(options)) if options[at] == "" and options[at - 1].startswith("--")}
    return [text for at, text in enumerate(options) if at not in empty and at + 1 not in empty]


@contextmanager
def filled_at_end(folder: Path) -> Iterator[Path]:
    """A folder to write to; its content is copied to ``folder`` if the block ends without an exception.

    ``folder`` may be a mount, which cannot be replaced as a whole.
    """
    with tempfile.TemporaryDirectory() as work:
        output = Path(work) / "output"
        yield output
        if output.exists():
            shutil.copytree(output, folder, dirs_exist_ok=True)


def write_reason(reason: str, *files: str) -> None:
    """Leave the reason of a failure in files of ``/opt/ml/output``."""
    for file in files:
        path = base() / "output" / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(reason[:_LONGEST_REASON], encoding="utf-8")
