"""Failures that are foreseen; their codes are those of ``core/errors.ts``."""


class TrainingFailure(Exception):
    """A failure with a stable code and a sentence for the person who reads it.

    Parameters
    ----------
    code : str
        One of the codes of ``core/errors.ts``, such as ``not-enough-data``.
    detail : str
        What is wrong and what would mend it; names no customer.
    """

    def __init__(self, code: str, detail: str):
        super().__init__(detail)
        self.code = code
        self.detail = detail


class Interrupted(BaseException):
    """Asked to stop by a signal. Not an ``Exception``, so that no handler takes it for a failed model.

    Parameters
    ----------
    signal_number : int
        The exit code is 128 + this.
    """

    def __init__(self, signal_number: int):
        super().__init__(f"signal {signal_number}")
        self.signal_number = signal_number
