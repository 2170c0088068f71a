"""One peer of the reasons benchmark: explains rows of rows.f32 on request and says how long it took.

Usage: explain.py LIBRARY FOLDER MODEL THREADS, with LIBRARY one of xgboost, shap, fasttreeshap-v1, fasttreeshap-v2.
First line out: {"version"}. For each line in, {"rows": N, "out": FILE or null}, one line out: {"seconds"}; FILE gets
the contributions of the N rows (float64, no bias), and for xgboost FILE.margin their margins (float32).
"""

import json
import sys
import time
from pathlib import Path

import numpy as np

_COLUMNS = 40


def xgboost_explainer(folder: Path, model: str, threads: int):
    """``pred_contribs`` of a matrix that is made beforehand."""
    import xgboost as xgb

    booster = xgb.Booster({"nthread": threads}, model_file=folder / f"{model}.ubj")

    def prepare(rows):
        matrix = xgb.DMatrix(rows, nthread=threads)
        return (
            lambda: booster.predict(matrix, pred_contribs=True)[:, :-1],
            lambda: booster.predict(matrix, output_margin=True),
        )

    return xgb.__version__, prepare


def _trees(folder: Path, model: str) -> dict:
    """The model's trees as both SHAP libraries take them: ``x <= threshold`` goes left."""
    content = (folder / f"{model}.trees.bin").read_bytes()
    tree_count, node_count = (int(count) for count in np.frombuffer(content, "<u4", 2, 8))
    arrays, offset = {}, 16
    fields = (("roots", "<u4"), ("feature", "<i4"), ("threshold", "<f4"), ("left", "<u4"), ("right", "<u4"))
    for name, kind in (*fields, ("default_left", "u1"), ("value", "<f4"), ("cover", "<f4")):
        arrays[name] = np.frombuffer(content, kind, tree_count if name == "roots" else node_count, offset)
        offset += arrays[name].nbytes
    trees = []
    ends = [*arrays["roots"][1:], node_count]
    for root, end in zip(arrays["roots"], ends, strict=True):
        feature, left, right = (arrays[name][root:end].astype(np.int64) for name in ("feature", "left", "right"))
        leaf = feature < 0
        left, right = (np.where(leaf, -1, child - root) for child in (left, right))
        trees.append(
            {
                "children_left": left.astype(np.int32),
                "children_right": right.astype(np.int32),
                "children_default": np.where(arrays["default_left"][root:end] == 1, left, right).astype(np.int32),
                "features": feature.astype(np.int32),
                "thresholds": np.nextafter(arrays["threshold"][root:end], np.float32(-np.inf)).astype(np.float64),
                "values": arrays["value"][root:end].astype(np.float64).reshape(-1, 1),
                "node_sample_weight": arrays["cover"][root:end].astype(np.float64),
            }
        )
    return {"trees": trees, "input_dtype": np.float32, "internal_dtype": np.float64}


def shap_explainer(folder: Path, model: str, _threads: int):
    """shap's own C++; given XGBoost's model it would hand the work to ``pred_contribs``."""
    import shap

    explainer = shap.TreeExplainer(_trees(folder, model), feature_perturbation="tree_path_dependent")
    return shap.__version__, lambda rows: (lambda: explainer.shap_values(rows, check_additivity=False), None)


def fast_explainer(algorithm: str):
    """fasttreeshap with one of its two algorithms."""

    def make(folder: Path, model: str, threads: int):
        import fasttreeshap

        explainer = fasttreeshap.TreeExplainer(
            _trees(folder, model), feature_perturbation="tree_path_dependent", algorithm=algorithm, n_jobs=threads
        )
        return fasttreeshap.__version__, lambda rows: (
            lambda: explainer.shap_values(rows, check_additivity=False),
            None,
        )

    return make


_LIBRARIES = {
    "xgboost": xgboost_explainer,
    "shap": shap_explainer,
    "fasttreeshap-v1": fast_explainer("v1"),
    "fasttreeshap-v2": fast_explainer("v2"),
}


def main(library: str, folder: Path, model: str, threads: int) -> None:
    """Answer requests until standard input ends."""
    rows = np.fromfile(folder / "rows.f32", dtype=np.float32).reshape(-1, _COLUMNS)
    version, prepare = _LIBRARIES[library](folder, model, threads)
    print(json.dumps({"version": version}), flush=True)
    for line in sys.stdin:
        request = json.loads(line)
        explain, margin = prepare(rows[: request["rows"]])
        started = time.perf_counter()
        contributions = explain()
        seconds = time.perf_counter() - started
        if request["out"] is not None:
            np.asarray(contributions, dtype=np.float64).reshape(-1, _COLUMNS).tofile(request["out"])
            if margin is not None:
                margin().astype(np.float32).tofile(f"{request['out']}.margin")
        print(json.dumps({"seconds": seconds}), flush=True)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), sys.argv[3], int(sys.argv[4]))
