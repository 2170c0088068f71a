"""One peer of the kernel benchmark: scores rows of rows.f32 on request and says how long it took.

Usage: predict.py LIBRARY FOLDER MODEL THREADS. First line out: {"version"}. For each line in, {"rows": N, "out": FILE
or null}, one line out: {"seconds"}; FILE gets the margins (float32). LightGBM has trees of its own, of the same number
and shape; all others have those of NAME.ubj.
"""

import json
import os
import sys
import time
from pathlib import Path

import numpy as np

_COLUMNS = 40


def xgboost(folder: Path, model: str, threads: int):
    """``predict`` of a matrix that is made beforehand."""
    import xgboost as xgb

    booster = xgb.Booster({"nthread": threads}, model_file=folder / f"{model}.ubj")

    def prepare(rows):
        matrix = xgb.DMatrix(rows, nthread=threads)
        return lambda: booster.predict(matrix, output_margin=True)

    return xgb.__version__, prepare


def xgboost_inplace(folder: Path, model: str, threads: int):
    """``inplace_predict`` of an array."""
    import xgboost as xgb

    booster = xgb.Booster({"nthread": threads}, model_file=folder / f"{model}.ubj")
    return (
        xgb.__version__,
        lambda rows: lambda: booster.inplace_predict(rows, predict_type="margin"),
    )


def tl2cgen(folder: Path, model: str, threads: int):
    """The trees as C, compiled by the system's compiler; a matrix made beforehand."""
    import tl2cgen
    import treelite

    library = folder / f"{model}.so"
    if not library.exists():
        trees = treelite.frontend.load_xgboost_model(folder / f"{model}.ubj")
        params = {"parallel_comp": 8, "quantize": 0}
        tl2cgen.export_lib(
            trees,
            toolchain="gcc",
            libpath=library,
            params=params,
            nthread=2,
            verbose=False,
        )
    predictor = tl2cgen.Predictor(library, nthread=threads)

    def prepare(rows):
        matrix = tl2cgen.DMatrix(rows, dtype="float32")
        return lambda: predictor.predict(matrix, pred_margin=True)

    return tl2cgen.__version__, prepare


def _lightgbm_file(folder: Path, model: str) -> Path:
    """LightGBM's own trees, of the same number and shape."""
    import lightgbm as lgb

    file = folder / f"{model}.lightgbm.txt"
    if not file.exists():
        document = json.loads((folder / f"{model}.json").read_text())
        data, shape = np.load(folder / "training.npz"), document["shape"]
        leaves = shape.get("max_leaves") or 2 ** shape["max_depth"]
        settings = {
            "objective": "binary",
            "learning_rate": 0.05,
            "num_leaves": leaves,
            "verbose": -1,
            "num_threads": 2,
        }
        settings |= {
            "max_depth": shape["max_depth"] or -1,
            "min_data_in_leaf": 1,
            "min_sum_hessian_in_leaf": 1,
        }
        booster = lgb.train(
            settings, lgb.Dataset(data["encoded"], data["left"]), document["trees"]
        )
        booster.save_model(file)
    return file


def lightgbm(folder: Path, model: str, threads: int):
    """LightGBM's own predictor."""
    import lightgbm as lgb

    booster = lgb.Booster(model_file=_lightgbm_file(folder, model))
    return (
        lgb.__version__,
        lambda rows: lambda: booster.predict(rows, raw_score=True, num_threads=threads),
    )


def lleaves(folder: Path, model: str, threads: int):
    """LightGBM's trees compiled by LLVM."""
    from importlib.metadata import version

    import lleaves

    compiled = lleaves.Model(model_file=str(_lightgbm_file(folder, model)))
    compiled.compile(cache=str(folder / f"{model}.lleaves"), raw_score=True)
    return version(
        "lleaves"
    ), lambda rows: lambda: compiled.predict(rows, n_jobs=threads)


def onnxruntime(folder: Path, model: str, threads: int):
    """ONNX Runtime on the converted trees."""
    import onnxruntime as ort

    file = folder / f"{model}.onnx"
    if not file.exists():
        import xgboost as xgb
        from onnxmltools import convert_xgboost
        from onnxmltools.convert.common.data_types import FloatTensorType

        booster = xgb.Booster(model_file=folder / f"{model}.ubj")
        converted = convert_xgboost(
            booster, initial_types=[("rows", FloatTensorType([None, _COLUMNS]))]
        )
        file.write_bytes(converted.SerializeToString())
    options = ort.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = threads
    session = ort.InferenceSession(file, options, providers=["CPUExecutionProvider"])
    last = session.get_outputs()[-1].name

    def prepare(rows):
        def probabilities():
            return session.run([last], {"rows": rows})[0][:, 1]

        return probabilities

    return ort.__version__, prepare


_LIBRARIES = {
    "xgboost": xgboost,
    "xgboost-inplace": xgboost_inplace,
    "tl2cgen": tl2cgen,
    "lightgbm": lightgbm,
    "lleaves": lleaves,
    "onnxruntime": onnxruntime,
}


def main(library: str, folder: Path, model: str, threads: int) -> None:
    """Answer requests until standard input ends."""
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # what libraries print is not an answer
    rows = np.fromfile(folder / "rows.f32", dtype=np.float32).reshape(-1, _COLUMNS)
    version, prepare = _LIBRARIES[library](folder, model, threads)
    print(json.dumps({"version": version}), file=answers, flush=True)
    for line in sys.stdin:
        request = json.loads(line)
        predict = prepare(rows[: request["rows"]])
        started = time.perf_counter()
        scores = predict()
        seconds = time.perf_counter() - started
        if request["out"] is not None:
            np.asarray(scores, dtype=np.float32).ravel().tofile(request["out"])
        print(json.dumps({"seconds": seconds}), file=answers, flush=True)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), sys.argv[3], int(sys.argv[4]))
