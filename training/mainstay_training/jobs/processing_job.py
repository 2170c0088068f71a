"""``prepare`` and ``evaluate`` as SageMaker processing jobs.

The step and its options are the container's arguments; its folders are the job's inputs and outputs, by name:

======== ======================================= ===============
step     inputs                                  outputs
======== ======================================= ===============
prepare  checked                                 prepared
evaluate prepared, candidates, previous (if any) bundle, gate
======== ======================================= ===============

``candidates`` holds a ``model.tar.gz`` of each training job, at any depth.
"""

import shutil
import tempfile
from contextlib import ExitStack
from pathlib import Path

from ..__main__ import main as run_command
from ..files import read_json
from ..unpack import unpack
from .layout import base, filled_at_end, given, local, write_reason

INPUTS = {
    "prepare": {"checked": "--input"},
    "evaluate": {"prepared": "--input", "candidates": "--candidates", "previous": "--previous"},
}
OUTPUTS = {"prepare": {"prepared": "--output"}, "evaluate": {"bundle": "--output", "gate": "--gate"}}


def _fail(reason: str) -> None:
    # `message` becomes the job's ExitMessage; `failure` is for those who look for it where training jobs leave it.
    write_reason(reason, "message", "failure")


def unpack_candidates(folder: Path, output: Path) -> None:
    """Unpack each ``model.tar.gz`` below ``folder`` to ``output/<family>``; of two of a family the later counts."""
    for archive in sorted(folder.rglob("model.tar.gz")):
        with tempfile.TemporaryDirectory() as work:
            unpack(archive, Path(work))
            name = read_json(Path(work) / "candidate.json")["name"]
            shutil.rmtree(output / name, ignore_errors=True)
            shutil.copytree(work, output / name)


def _folders(config: dict) -> tuple[dict[str, Path], dict[str, Path]]:
    """Folders of the job's inputs and outputs, by name."""
    outputs = (config.get("ProcessingOutputConfig") or {}).get("Outputs") or []
    return (
        {entry["InputName"]: local(entry["S3Input"]["LocalPath"]) for entry in config.get("ProcessingInputs") or []},
        {entry["OutputName"]: local(entry["S3Output"]["LocalPath"]) for entry in outputs},
    )


def main(arguments: list[str]) -> int:
    """Run the job.

    Parameters
    ----------
    arguments : list of str
        The step and its options but for the folders: ``prepare --seed 7``.

    Returns
    -------
    int
        Exit code of the command line. ``/opt/ml/output/message`` says what went wrong: the job's ``ExitMessage``.
    """
    step = arguments[0] if arguments else ""
    try:
        if step not in INPUTS:
            raise SystemExit(f"a processing job does prepare or evaluate, not {step!r}")
        inputs, outputs = _folders(read_json(base() / "config" / "processingjobconfig.json"))
        with ExitStack() as stack:
            if "candidates" in inputs:
                unpacked = Path(stack.enter_context(tempfile.TemporaryDirectory())) / "candidates"
                unpacked.mkdir()
                unpack_candidates(inputs["candidates"], unpacked)
                inputs["candidates"] = unpacked
            command = [step, *given(arguments[1:])]
            for name, option in INPUTS[step].items():
                if name in inputs:
                    command += [option, str(inputs[name])]
            for name, option in OUTPUTS[step].items():
                if name in outputs:
                    command += [option, str(stack.enter_context(filled_at_end(outputs[name])))]
            return run_command(command, _fail)
    except SystemExit as wrong:
        said = wrong.code if isinstance(wrong.code, str) else f"wrong arguments: {' '.join(arguments)}"
        _fail(f"invalid-request: {said}")
        raise
