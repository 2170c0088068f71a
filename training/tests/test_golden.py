"""The golden rows."""

import numpy as np

from mainstay_training.golden import _edges_of


def test_a_threshold_that_only_tells_missing_values_from_others_has_no_edge():
    document = {"features": [{"kind": "number", "feature": "tickets", "column": 0, "clip": None}]}
    edges = _edges_of(document, {0: np.array([2.0, np.inf], dtype=np.float32)})
    below = float(np.nextafter(np.float32(2), np.float32(0)))
    assert edges["tickets"].tolist() == [2.0, below, (2.0 + below) / 2]
