"""A second, slow and plain reading of the bundle contract: what the serving engine does, row by row."""

import numpy as np

from mainstay_training.trees import Trees


def encode(document, features):
    """One encoded row."""
    row = np.zeros(document["columnCount"], dtype=np.float32)
    for feature in document["features"]:
        value = features[feature["feature"]]
        if value is None and feature["missingColumn"] is not None:
            row[feature["missingColumn"]] = 1
        if feature["kind"] == "number":
            number = feature["impute"] if value is None else value
            if number is None:
                number = np.nan
            elif feature["clip"] is not None:
                number = min(max(number, feature["clip"][0]), feature["clip"][1])
            row[feature["column"]] = np.float32(number)
        else:
            columns = {entry["value"]: entry["column"] for entry in feature["values"]}
            if feature["rare"] is not None:
                columns.update(dict.fromkeys(feature["rare"]["values"], feature["rare"]["column"]))
            if value in columns:
                row[columns[value]] = 1
    return row


def leaf(trees, root, row):
    """Walk one tree."""
    node = int(root)
    while trees.feature[node] >= 0:
        x = row[trees.feature[node]]
        goes_left = trees.default_left[node] == 1 if np.isnan(x) else x < trees.threshold[node]
        node = int(trees.left[node] if goes_left else trees.right[node])
    return trees.value[node]


def raw_score(model, trees: Trees | None, row):
    """Raw score of an encoded row."""
    ensemble = model["ensemble"]
    if ensemble["kind"] == "linear":
        return ensemble["intercept"] + sum(c * float(x) for c, x in zip(ensemble["coefficients"], row, strict=True))
    leaves = [leaf(trees, root, row) for root in trees.roots]
    if ensemble["aggregation"] == "mean":
        return sum(float(value) for value in leaves) / len(leaves)
    total = np.float32(ensemble["base"])
    for value in leaves:
        total = np.float32(total + value)
    return float(total)


def probability(model, raw):
    """Calibrated probability of a raw score."""
    ensemble, calibration = model["ensemble"], model["calibration"]
    u = raw
    if ensemble["kind"] == "trees" and ensemble["aggregation"] == "mean":
        kept = min(max(raw, 1e-6), 1 - 1e-6)
        u = np.log(kept / (1 - kept))
    if calibration["kind"] == "sigmoid":
        return 1 / (1 + np.exp(-(calibration["slope"] * u + calibration["intercept"])))
    return float(np.interp(u, calibration["x"], calibration["y"]))
