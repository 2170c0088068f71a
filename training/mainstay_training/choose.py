"""Which family becomes the bundle; decided on training rows only."""

from dataclasses import dataclass

import numpy as np

from .config import FAMILIES


@dataclass(frozen=True)
class Choice:
    """The family chosen, and why: in a sentence or two, and as figures."""

    name: str
    because: str
    document: dict
    """``choice`` of ``metrics.json``."""


def choose_family(losses: dict[str, np.ndarray], forced: str | None = None) -> Choice:
    """Take the family with the smallest out-of-fold log loss, or a simpler one that cannot be told from it.

    Log loss, because it rewards order and calibration alike. A simpler family is preferred where the difference is
    within one standard error of the differences row by row (Breiman et al. 1984).

    Parameters
    ----------
    losses : dict of str to array of shape (n,)
        For each family, log loss of every training row by calibrated models that did not see its fold.
    forced : str or None
        Family to take whatever the figures say.
    """
    means = {name: float(loss.mean()) for name, loss in losses.items()}
    best = min(means, key=means.get)
    told = ", ".join(f"{name} {means[name]:.4f}" for name in sorted(means, key=means.get))

    def document(rule: str, error: float | None = None) -> dict:
        return {"rule": rule, "logLoss": means, "standardError": error}

    if forced is not None:
        return Choice(forced, f"{forced} was asked for; cross-validated log loss: {told}.", document("asked-for"))
    for name in FAMILIES:
        if name == best:
            because = f"{best} has the smallest cross-validated log loss on the training rows: {told}."
            return Choice(best, because, document("smallest-loss"))
        if name not in losses:
            continue
        gap = losses[name] - losses[best]
        error = float(gap.std() / np.sqrt(gap.size))
        if gap.mean() <= error:
            return Choice(
                name,
                f"{name} is the simplest family whose cross-validated log loss is within one standard error"
                f" ({error:.4f}) of the smallest: {told}.",
                document("simplest-within-error", error),
            )
    raise AssertionError("the best family is one of the families")
