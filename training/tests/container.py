"""AWS's XGBoost container, played from its documentation and its published launcher; nothing here knows of Mainstay.

Training: https://docs.aws.amazon.com/sagemaker/latest/dg/your-algorithms-training-algo.html and the launchers
``sagemaker-containers`` (what ``sagemaker-xgboost`` 3.0-5 runs: ``python -m MODULE`` beside the unpacked sources, and a
failure file of its own) and ``sagemaker-training-toolkit`` (``python SCRIPT``). Processing:
https://docs.aws.amazon.com/sagemaker/latest/dg/build-your-own-processing-container.html.
"""

import json
import os
import shutil
import signal
import subprocess
import sys
import tarfile
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

_REASON = 1024


@dataclass(frozen=True)
class Ended:
    """What SageMaker would say of a job that is over."""

    status: str
    exit_code: int
    failure_reason: str | None
    exit_message: str | None
    log: str


def _clean_environment(base: Path) -> dict[str, str]:
    """What a container inherits: nothing of the machine's settings."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "SYSTEMROOT") if name in os.environ}
    return {**kept, "PYTHONUNBUFFERED": "1", "PYTHONIOENCODING": "utf-8", "SAGEMAKER_BASE_DIR": str(base)}


def _write(path: Path, document: object) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(document), encoding="utf-8")


def _read(path: Path) -> str | None:
    return path.read_text(encoding="utf-8")[:_REASON] if path.exists() else None


def _archive(folder: Path, archive: Path) -> None:
    archive.parent.mkdir(parents=True, exist_ok=True)
    with tarfile.open(archive, "w:gz") as tar:
        for entry in sorted(folder.iterdir()):
            tar.add(entry, arcname=entry.name)


def _decoded(value: str) -> object:
    """Hyperparameters are texts; the launcher reads each as JSON if it can."""
    try:
        return json.loads(value)
    except ValueError:
        return value


def _as_variable(value: object) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, sort_keys=True, separators=(",", ":"))


def _as_argument(value: object) -> str:
    return "" if value is None else str(value)


@dataclass
class TrainingContainer:
    """One instance of a training job.

    Parameters
    ----------
    base : Path
        Stands for ``/opt/ml``.
    source : Path
        The tarball that ``sagemaker_submit_directory`` names.
    hyperparameters : dict of str to str
        Of the request, with ``sagemaker_program``.
    channels : dict of str to Path
        Folders that the channels' objects were downloaded to.
    launcher : str
        ``containers`` or ``toolkit``.
    host, hosts : str and list of str
        This instance and all of them.
    checkpoints : Path or None
        What is synced with the job's ``CheckpointConfig``.
    """

    base: Path
    source: Path
    hyperparameters: dict[str, str]
    channels: dict[str, Path]
    launcher: str = "containers"
    host: str = "algo-1"
    hosts: list[str] = field(default_factory=lambda: ["algo-1"])
    checkpoints: Path | None = None
    environment: dict[str, str] = field(default_factory=dict)

    def _lay_out(self) -> None:
        config = self.base / "input" / "config"
        assert all(isinstance(value, str) for value in self.hyperparameters.values())
        _write(config / "hyperparameters.json", self.hyperparameters)
        resources = {"current_host": self.host, "hosts": sorted(self.hosts), "network_interface_name": "eth0"}
        _write(config / "resourceconfig.json", resources)
        channel = {"TrainingInputMode": "File", "S3DistributionType": "FullyReplicated", "RecordWrapperType": "None"}
        _write(config / "inputdataconfig.json", dict.fromkeys(self.channels, channel))
        for folder in ("model", "output/data", "code"):
            (self.base / folder).mkdir(parents=True)
        for name, folder in self.channels.items():
            shutil.copytree(folder, self.base / "input" / "data" / name)
        if self.checkpoints is not None:
            self.checkpoints.mkdir(parents=True, exist_ok=True)
            (self.base / "checkpoints").symlink_to(self.checkpoints, target_is_directory=True)
        with tarfile.open(self.source, "r:gz") as tar:
            for member in tar.getmembers():
                tar.extract(member, self.base / "code", set_attrs=False)

    def _variables(self, own: dict) -> dict[str, str]:
        facts = {
            "hosts": sorted(self.hosts),
            "current_host": self.host,
            "network_interface_name": "eth0",
            "hps": own,
            "channels": sorted(self.channels),
            "user_args": self._arguments(own),
            "user_entry_point": self.hyperparameters["sagemaker_program"],
            "model_dir": str(self.base / "model"),
            "module_dir": self.hyperparameters.get("sagemaker_submit_directory", ""),
            "input_dir": str(self.base / "input"),
            "input_config_dir": str(self.base / "input" / "config"),
            "output_dir": str(self.base / "output"),
            "output_data_dir": str(self.base / "output" / "data"),
            "output_intermediate_dir": str(self.base / "output" / "intermediate"),
            "num_cpus": os.cpu_count(),
            "num_gpus": 0,
            "log_level": 20,
        }
        for name in self.channels:
            facts[f"channel_{name}"] = str(self.base / "input" / "data" / name)
        for name, value in own.items():
            facts[f"hp_{name}"] = value
        return {f"SM_{name.upper()}": _as_variable(value) for name, value in facts.items()}

    @staticmethod
    def _arguments(own: dict) -> list[str]:
        pairs = [("--" if len(name) > 1 else "-") + name for name in sorted(own)]
        return [part for flag, name in zip(pairs, sorted(own), strict=True) for part in (flag, _as_argument(own[name]))]

    def start(self) -> subprocess.Popen:
        """Begin; the container's own process is the one that is returned."""
        self._lay_out()
        decoded = {name: _decoded(value) for name, value in self.hyperparameters.items()}
        own = {name: value for name, value in decoded.items() if not name.startswith("sagemaker_")}
        program = self.hyperparameters["sagemaker_program"]
        assert not (self.base / "code" / "setup.py").exists(), "the launchers would then install the package first"
        run = ["-m", program.removesuffix(".py")] if self.launcher == "containers" else [program]
        return subprocess.Popen(
            [sys.executable, *run, *self._arguments(own)],
            cwd=self.base / "code",
            env={**_clean_environment(self.base), **self.environment, **self._variables(own)},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def run(self) -> Ended:
        """Run to the end and collect the outputs: ``<base>.out/model.tar.gz`` and ``output.tar.gz``."""
        process = self.start()
        log, _ = process.communicate(timeout=300)
        return self.end(process, log)

    def end(self, process: subprocess.Popen, log: str) -> Ended:
        """What SageMaker does once the process is gone."""
        failure = self.base / "output" / "failure"
        if process.returncode and self.launcher == "containers":
            failure.write_text(f'ExecuteUserScriptError:\nCommand "{" ".join(process.args)}"', encoding="utf-8")
        out = self.base.with_name(f"{self.base.name}.out")
        if any((self.base / "output" / "data").iterdir()):
            _archive(self.base / "output" / "data", out / "output.tar.gz")
        if process.returncode == 0:
            _archive(self.base / "model", out / "model.tar.gz")
            return Ended("Completed", 0, None, None, log)
        reason = f"AlgorithmError: {_read(failure) or 'exit code'}, exit code: {process.returncode}"
        return Ended("Failed", process.returncode, reason[:_REASON], None, log)


@dataclass
class ProcessingContainer:
    """A processing job on one instance.

    A container sees ``/opt/ml``; here that is ``base``, and the command is told so by its name.

    Parameters
    ----------
    base : Path
        Stands for ``/opt/ml``.
    entrypoint, arguments : list of str
        ``ContainerEntrypoint`` and ``ContainerArguments``.
    inputs : dict of str to Path
        What each input's address names: a folder, or one file.
    outputs : list of str
        Names of the outputs.
    """

    base: Path
    entrypoint: list[str]
    arguments: list[str]
    inputs: dict[str, Path]
    outputs: list[str]

    def output(self, name: str) -> Path:
        """The folder whose content is uploaded as that output."""
        return self.base / "processing" / "output" / name

    def run(self) -> Ended:
        """Run to the end."""
        inner = PurePosixPath("/opt/ml/processing")
        inputs, outputs = [], []
        for name, folder in self.inputs.items():
            target = self.base / "processing" / "input" / name
            if folder.is_dir():
                shutil.copytree(folder, target)
            else:
                target.mkdir(parents=True)
                shutil.copy(folder, target)
            s3 = {"LocalPath": str(inner / "input" / name), "S3Uri": f"s3://a-bucket/{name}", "S3DataType": "S3Prefix"}
            inputs.append({"InputName": name, "AppManaged": False, "S3Input": s3})
        for name in self.outputs:
            self.output(name).mkdir(parents=True)
            s3 = {"LocalPath": str(inner / "output" / name), "S3Uri": f"s3://a-bucket/out/{name}"}
            outputs.append({"OutputName": name, "AppManaged": False, "S3Output": {**s3, "S3UploadMode": "EndOfJob"}})
        specification = {"ImageUri": "xgboost", "ContainerEntrypoint": None, "ContainerArguments": self.arguments}
        document = {
            "ProcessingJobName": "a-job",
            "AppSpecification": specification,
            "Environment": {},
            "ProcessingInputs": inputs,
            "ProcessingOutputConfig": {"Outputs": outputs, "KmsKeyId": None},
            "StoppingCondition": {"MaxRuntimeInSeconds": 300},
        }
        _write(self.base / "config" / "processingjobconfig.json", document)
        _write(self.base / "config" / "resourceconfig.json", {"current_host": "algo-1", "hosts": ["algo-1"]})
        (self.base / "output").mkdir()
        assert all(len(part) <= 256 for part in self.entrypoint), "SageMaker takes 256 characters a part"
        environment = _clean_environment(self.base)
        environment["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{environment['PATH']}"
        done = subprocess.run(
            [part.replace("/opt/ml", str(self.base)) for part in self.entrypoint] + self.arguments,
            cwd=self.base,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=300,
            check=False,
        )
        message = _read(self.base / "output" / "message")
        if done.returncode == 0:
            return Ended("Completed", 0, None, message, done.stdout)
        return Ended("Failed", done.returncode, message or "AlgorithmError: See job logs", message, done.stdout)


def stop(process: subprocess.Popen) -> None:
    """A spot instance is taken away: SIGTERM, and soon after the machine is gone."""
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(timeout=30)
    except subprocess.TimeoutExpired:
        process.kill()
