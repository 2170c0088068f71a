"""Folders that appear whole or not at all, and JSON whose bytes depend on nothing but its content."""

import hashlib
import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from .failures import TrainingFailure


@contextmanager
def whole_folder(output: Path) -> Iterator[Path]:
    """Give a folder ``<output>.part`` to write into; it becomes ``output`` if the block ends without an exception.

    An earlier ``output`` is replaced; after an exception (an interrupt included) the part is removed and an earlier
    ``output`` still stands.
    """
    part = output.with_name(f"{output.name}.part")
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir(parents=True)
    try:
        yield part
    except BaseException:
        shutil.rmtree(part, ignore_errors=True)
        raise
    if output.exists():
        old = output.with_name(f"{output.name}.old.part")
        shutil.rmtree(old, ignore_errors=True)
        output.rename(old)
        part.rename(output)
        shutil.rmtree(old, ignore_errors=True)
    else:
        part.rename(output)


def _plain(value: object) -> object:
    """JSON form of numpy's scalars and arrays."""
    if isinstance(value, np.generic):
        return value.item()
    if isinstance(value, np.ndarray):
        return value.tolist()
    raise TypeError(f"{type(value).__name__} has no JSON form")


def write_json(path: Path, document: object, indent: int | None = 1) -> None:
    """Write a document; equal documents give equal bytes. NaN and infinity are refused, since JSON has none."""
    text = json.dumps(document, ensure_ascii=False, allow_nan=False, indent=indent, default=_plain)
    path.write_text(text + "\n", encoding="utf-8", newline="\n")


def read_json(path: Path) -> dict:
    """Read a JSON document.

    Raises
    ------
    TrainingFailure
        ``file-not-found`` or ``unreadable-file``, naming the file.
    """
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise TrainingFailure("file-not-found", f"{path} is missing") from None
    except ValueError as error:
        raise TrainingFailure("unreadable-file", f"{path.name} is not JSON: {error}") from error


def sha256_of(path: Path) -> str:
    """SHA-256 of a file's bytes, lower-case hexadecimal."""
    with path.open("rb") as file:
        digest = hashlib.sha256()
        while chunk := file.read(1 << 20):
            digest.update(chunk)
    return digest.hexdigest()
