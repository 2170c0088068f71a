"""Settings of the numeric libraries by which the same sums are added in the same order on every machine.

They have to be in the environment before numpy, scikit-learn or XGBoost start their threads.
"""

import platform
from pathlib import Path

from .config import THREADS


def _has_avx2() -> bool:
    info = Path("/proc/cpuinfo")
    return info.exists() and " avx2 " in info.read_text(encoding="utf-8", errors="replace")


def numeric_environment() -> dict[str, str]:
    """Environment variables to set.

    OpenBLAS has a kernel for each generation of processors, which differ in the last digit of a sum: a model trained on
    one would not be, byte for byte, the model of another. Haswell's is the newest that all of them run.
    """
    settings = {
        "OMP_NUM_THREADS": str(THREADS),
        "OMP_WAIT_POLICY": "PASSIVE",  # threads that wait leave the machine to those that serve
        "OPENBLAS_NUM_THREADS": "1",
        "MKL_NUM_THREADS": "1",
    }
    if platform.machine() in ("x86_64", "AMD64") and _has_avx2():
        settings["OPENBLAS_CORETYPE"] = "Haswell"
    return settings


def peak_memory_mb() -> float | None:
    """Most memory that this process has held, in MB; None where the system does not tell."""
    try:
        import resource
    except ImportError:
        return None
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return round(peak / (1 << 20 if platform.system() == "Darwin" else 1 << 10), 1)
