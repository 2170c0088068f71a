"""Amounts of money in the units that the policy speaks of."""

import numpy as np

_CURRENCIES_BY_DIGITS = {
    0: "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF",
    3: "BHD IQD JOD KWD LYD OMN TND",
    4: "CLF UYW",
}
_DIGITS = {code: digits for digits, codes in _CURRENCIES_BY_DIGITS.items() for code in codes.split()}


def minor_units(currency: str) -> int:
    """How many minor units make one major unit: 100 for USD, 1 for KRW (ISO 4217)."""
    return 10 ** _DIGITS.get(currency, 2)


def value_if_lost(monthly_value_minor: np.ndarray, profile: dict) -> np.ndarray | None:
    """Value that leaves with each customer, in major units over the profile's horizon.

    Customers whose money is unknown count as the mean of those known; None if it is known of nobody.
    """
    known = monthly_value_minor[~np.isnan(monthly_value_minor)]
    if known.size == 0:
        return None
    filled = np.where(np.isnan(monthly_value_minor), known.mean(), monthly_value_minor)
    return filled / minor_units(profile["currency"]) * profile["valueHorizonMonths"]
