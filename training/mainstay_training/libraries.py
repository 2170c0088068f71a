"""Versions of what models are made with."""

import platform
from importlib.metadata import PackageNotFoundError, version

from . import __version__


def libraries() -> dict[str, str]:
    """Versions of what the model was made with."""
    found = {"python": platform.python_version(), "mainstay-training": __version__}
    for name in ("numpy", "pandas", "scipy", "scikit-learn", "xgboost-cpu", "xgboost"):
        try:
            found[name.removesuffix("-cpu")] = version(name)
        except PackageNotFoundError:
            continue
    return found
