"""The packed source package under the container's documented contract."""

import ast
import json
import shutil
import socket
import subprocess
import sys
import tarfile
import time
from pathlib import Path

import pytest

from conftest import a_profile, some_rows, write_checked
from container import ProcessingContainer, TrainingContainer, stop

CHECKOUT = Path(__file__).parents[2]
CARRIED = {"numpy", "pandas", "scipy", "sklearn", "xgboost", "joblib", "threadpoolctl"}
"""What AWS's XGBoost container 3.0-5 has of what we could import."""


def node():
    own = CHECKOUT / "node_modules" / ".bin" / "node"
    return str(own) if own.exists() else shutil.which("node")


def pack(path):
    subprocess.run([node(), str(CHECKOUT / "scripts" / "pack-training.ts"), str(path)], check=True)
    return path


@pytest.fixture(scope="session")
def source(tmp_path_factory):
    return pack(tmp_path_factory.mktemp("source") / "source.tar.gz")


def training(base, source, channel, **more):
    hyperparameters = {
        "sagemaker_program": "train.py",
        "sagemaker_submit_directory": "s3://a-bucket/source.tar.gz",
        "family": "xgboost",
        "trials": "2",
        **more.pop("hyperparameters", {}),
    }
    return TrainingContainer(base, source, hyperparameters, {"prepared": channel}, **more)


UNPACK = "mkdir -p /opt/ml/code && tar -xzf /opt/ml/processing/input/code/*.tar.gz -C /opt/ml/code"
ENTRYPOINT = ["/bin/sh", "-c", f'{UNPACK} && exec python3 /opt/ml/code/process.py "$@"', "process"]
"""``ContainerEntrypoint`` of the processing jobs: their sources come packed, as the input ``code``."""


def processing(base, source, arguments, inputs, outputs):
    return ProcessingContainer(base, ENTRYPOINT, arguments, {"code": source, **inputs}, outputs)


def test_equal_sources_are_packed_into_equal_bytes(source, tmp_path):
    assert pack(tmp_path / "again.tar.gz").read_bytes() == source.read_bytes()


def test_the_package_holds_all_modules_and_nothing_that_makes_the_container_install(source):
    with tarfile.open(source) as tar:
        names = set(tar.getnames())
    package = CHECKOUT / "training" / "mainstay_training"
    expected = {f"mainstay_training/{path.relative_to(package).as_posix()}" for path in package.rglob("*.py")}
    assert names == {"train.py", "process.py", *expected}


def test_nothing_is_imported_that_the_container_lacks():
    for path in sorted((CHECKOUT / "training" / "mainstay_training").rglob("*.py")):
        for statement in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [alias.name for alias in statement.names] if isinstance(statement, ast.Import) else []
            if isinstance(statement, ast.ImportFrom) and not statement.level:
                names = [statement.module]
            for name in names:
                top = name.split(".")[0]
                assert top in CARRIED or top in sys.stdlib_module_names, f"{path.name} imports {name}"


def test_the_whole_way_through_the_containers_gives_the_bundle_of_the_command_line(
    source, checked, prepared, candidates, bundles, tmp_path
):
    first = processing(tmp_path / "1", source, ["prepare", "--folds", "3"], {"checked": checked}, ["prepared"])
    assert first.run().status == "Completed"
    for file in sorted(prepared.iterdir()):
        assert (first.output("prepared") / file.name).read_bytes() == file.read_bytes(), file.name

    jobs = tmp_path / "jobs"
    for family, launcher in (("xgboost", "containers"), ("decision-tree", "toolkit")):
        job = training(
            tmp_path / family,
            source,
            first.output("prepared"),
            hyperparameters={"family": family},
            launcher=launcher,
        )
        ended = job.run()
        assert ended.status == "Completed", ended.log
        target = jobs / family / f"job-{family}" / "output"
        target.mkdir(parents=True)
        shutil.copy(tmp_path / f"{family}.out" / "model.tar.gz", target)

    inputs = {"prepared": first.output("prepared"), "candidates": jobs}
    options = ["evaluate", "--bootstrap", "50", "--choose", "xgboost"]
    last = processing(tmp_path / "3", source, options, inputs, ["bundle"])
    ended = last.run()
    assert ended.status == "Completed", ended.log
    for name in ("model.json", "trees.bin", "golden.json", "baseline.json", "native/model.ubj"):
        # The forest is smaller in the tests' own process, but xgboost is the same everywhere.
        assert (last.output("bundle") / name).read_bytes() == (bundles / "xgboost" / name).read_bytes(), name


@pytest.mark.parametrize("launcher", ["containers", "toolkit"])
def test_a_job_whose_channel_is_damaged_fails_and_says_why(source, prepared, tmp_path, launcher):
    damaged = tmp_path / "prepared"
    shutil.copytree(prepared, damaged)
    (damaged / "prepared.json").unlink()
    ended = training(tmp_path / "ml", source, damaged, launcher=launcher).run()
    assert (ended.status, ended.exit_code) == ("Failed", 1)
    assert ended.failure_reason.startswith("AlgorithmError: ")
    assert ended.failure_reason.endswith("exit code: 1")
    assert json.loads(ended.log.splitlines()[-1])["code"] == "file-not-found"
    if launcher == "toolkit":  # the other one writes its own
        assert "file-not-found: " in ended.failure_reason
        assert "prepared.json is missing" in ended.failure_reason
    assert not (tmp_path / "ml.out").exists()


def test_wrong_hyperparameters_are_told(source, prepared, tmp_path):
    job = training(tmp_path / "ml", source, prepared, hyperparameters={"family": "oracle"}, launcher="toolkit")
    ended = job.run()
    assert ended.exit_code == 2
    assert "invalid-request: wrong hyperparameters: --family oracle" in ended.failure_reason


@pytest.mark.parametrize("nothing", ["", "null"])
def test_an_option_that_the_workflow_leaves_open_is_none(source, prepared, tmp_path, nothing):
    options = {"family": "decision-tree", "trials": "1", "budget": nothing, "seed": nothing}
    ended = training(tmp_path / "ml", source, prepared, hyperparameters=options).run()
    assert ended.status == "Completed", ended.log
    candidate = json.loads((tmp_path / "ml" / "model" / "candidate.json").read_text())
    assert candidate["search"]["seed"] == json.loads((prepared / "prepared.json").read_text())["seed"]


def test_a_spot_interruption_costs_no_trial_and_changes_nothing(source, prepared, tmp_path):
    trials, kept = 14, tmp_path / "checkpoints"
    whole = training(tmp_path / "whole", source, prepared, hyperparameters={"trials": str(trials)})
    assert whole.run().status == "Completed"

    options = {"hyperparameters": {"trials": str(trials)}, "checkpoints": kept}
    first = training(tmp_path / "first", source, prepared, **options)
    process = first.start()
    until = time.monotonic() + 60
    while time.monotonic() < until and process.poll() is None and not (kept / "search.json").exists():
        time.sleep(0.01)
    stop(process)
    process.communicate()
    done = json.loads((kept / "search.json").read_text())["trials"]
    assert process.returncode == 143
    assert 1 <= len(done) < trials
    assert not any((tmp_path / "first" / "model").iterdir())

    second = training(tmp_path / "second", source, prepared, **options)
    assert second.run().status == "Completed"
    assert json.loads((kept / "search.json").read_text())["trials"][: len(done)] == done
    for file in sorted((tmp_path / "whole" / "model").iterdir()):
        assert file.read_bytes() == (tmp_path / "second" / "model" / file.name).read_bytes(), file.name


def test_two_instances_of_a_job_fit_one_model_together(source, tmp_path):
    checked = write_checked(tmp_path / "in", some_rows(3000, seed=6))
    first = processing(tmp_path / "1", source, ["prepare", "--folds", "3"], {"checked": checked}, ["prepared"])
    assert first.run().status == "Completed"
    hosts = ["algo-1", "algo-2"]
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        tracker = f"127.0.0.1:{listener.getsockname()[1]}"  # both are on this machine, so that names say nothing
    jobs = [
        training(
            tmp_path / host,
            source,
            first.output("prepared"),
            hyperparameters={"trials": "1"},
            host=host,
            hosts=hosts,
            environment={"MAINSTAY_TRACKER": tracker},
        )
        for host in hosts
    ]
    processes = [job.start() for job in jobs]
    ended = [
        job.end(process, process.communicate(timeout=120)[0]) for job, process in zip(jobs, processes, strict=True)
    ]
    assert [end.status for end in ended] == ["Completed", "Completed"], ended
    candidate = json.loads((tmp_path / "algo-1" / "model" / "candidate.json").read_text())
    assert candidate["search"]["workers"] == 2
    assert not any((tmp_path / "algo-2" / "model").iterdir())


def test_a_family_of_one_machine_leaves_the_other_instances_idle(source, prepared, tmp_path):
    options = {"hyperparameters": {"family": "decision-tree"}, "hosts": ["algo-1", "algo-2"]}
    assert training(tmp_path / "a", source, prepared, host="algo-2", **options).run().status == "Completed"
    assert not any((tmp_path / "a" / "model").iterdir())
    assert training(tmp_path / "b", source, prepared, host="algo-1", **options).run().status == "Completed"
    assert (tmp_path / "b" / "model" / "candidate.json").exists()


def test_a_processing_job_hands_its_reason_on_as_exit_message(source, tmp_path):
    checked = write_checked(tmp_path / "in", some_rows(40), a_profile())
    job = processing(tmp_path / "ml", source, ["prepare"], {"checked": checked}, ["prepared"])
    ended = job.run()
    assert (ended.status, ended.exit_code) == ("Failed", 1)
    assert ended.exit_message.startswith("not-enough-data: ")
    assert not any(job.output("prepared").iterdir())


def test_a_processing_job_knows_its_steps(source, checked, tmp_path):
    job = processing(tmp_path / "ml", source, ["train"], {"checked": checked}, ["prepared"])
    ended = job.run()
    assert ended.exit_code == 1
    assert "does prepare or evaluate" in ended.exit_message
