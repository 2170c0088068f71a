"""Where the tiers begin."""

import numpy as np


def tier_thresholds(probability: np.ndarray, value_of_leavers: float | None, policy: dict) -> dict:
    """Thresholds that suit the team's capacity and the expected value of acting.

    A contact pays from ``contactCost / (successRate × value)`` on. High is where the team's capacity ends or contact
    begins to pay, whichever is higher; medium reaches to three times the capacity, and never below what pays.

    Parameters
    ----------
    probability : array of shape (n,)
        Calibrated out-of-fold probabilities of the training customers.
    value_of_leavers : float or None
        Mean value that one leaver takes along, major units over the horizon; None if unknown.
    policy : dict
        ``policy`` of the profile.

    Returns
    -------
    dict
        ``tiers`` of ``model.json``.
    """
    pays = 0.0
    if value_of_leavers is not None and value_of_leavers > 0:
        pays = policy["contactCost"] / (policy["successRate"] * value_of_leavers)
    share = policy["capacityShare"]
    high = max(float(np.quantile(probability, 1 - share)), pays)
    medium = min(high, max(float(np.quantile(probability, max(0.0, 1 - 3 * share))), pays))
    return {"medium": float(np.clip(medium, 0, 1)), "high": float(np.clip(high, 0, 1))}
