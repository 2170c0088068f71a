"""How the groups that the profile names fare at the threshold."""

import numpy as np

from .bootstrap import Resamples, estimate, in_rounds
from .checked import Customers, Profile
from .explore import wilson
from .figures import Judged
from .segments import groups_of


def group_fairness(customers: Customers, judged: Judged, profile: Profile, resamples: Resamples) -> list[dict]:
    """``fairness`` of ``metrics.json``, on the test rows.

    Parameters
    ----------
    customers : Customers
        Test rows.
    judged : Judged
        The model's answers.
    profile : Profile
        Whose segments are the groups.
    resamples : Resamples
        Rounds for the intervals of the calibration gap; rates have Wilson intervals.
    """
    table = []
    gap = judged.left - judged.probability
    for segment in profile.document["segments"]:
        values = customers.features[segment["feature"]].to_numpy()
        for name, members in groups_of(values, profile.feature(segment["feature"]), segment.get("cuts")):
            left, selected = judged.left[members] == 1, judged.contacted[members]
            hits = int((selected & left).sum())
            inside = np.flatnonzero(members)
            rounds = in_rounds(resamples, lambda w, g=gap[inside]: (w @ g) / w.sum(axis=1), inside)
            table.append(
                {
                    "feature": segment["feature"],
                    "group": name,
                    "customers": int(left.size),
                    "leavers": int(left.sum()),
                    "selected": int(selected.sum()),
                    "selectionRate": wilson(int(selected.sum()), int(left.size)),
                    "truePositiveRate": wilson(hits, int(left.sum())),
                    "falsePositiveRate": wilson(int((selected & ~left).sum()), int((~left).sum())),
                    "precision": wilson(hits, int(selected.sum())),
                    "calibrationGap": estimate(float(gap[inside].mean()), rounds),
                }
            )
    return table
