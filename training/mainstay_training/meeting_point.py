"""Where the machines that fit together learn at which port XGBoost's tracker listens.

The tracker of XGBoost 3.0.5 may hang at the end where a worker's first connection was refused, since it was not there
yet, and it stops at a connection that only looks whether it is there. So it is asked for at a port of our own, as long
as it takes, and then joined once.
"""

import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread

from .failures import TrainingFailure

_LONGEST_WAIT_SECONDS = 30 * 60
"""Until number 0 is there: the instances of a job start minutes apart at most, and get the same data."""
_BETWEEN_ATTEMPTS_SECONDS = 0.2
_ANSWER_SECONDS = 5


@contextmanager
def telling_port(address: str, port: int, tracker_port: int) -> Iterator[None]:
    """While this lasts, whoever connects is told the tracker's port.

    Raises
    ------
    TrainingFailure
        ``training-failed`` if nothing can listen there.
    """
    try:
        listener = socket.create_server((address, port))
    except OSError as error:
        raise TrainingFailure(
            "training-failed", f"The machines that fit together cannot meet at {address}:{port}: {error}"
        ) from error
    with listener:
        Thread(target=_tell, args=(listener, f"{tracker_port}\n".encode()), daemon=True).start()
        try:
            yield
        finally:
            listener.shutdown(socket.SHUT_RDWR)  # wakes the one who waits for the next


def _tell(listener: socket.socket, answer: bytes) -> None:
    while True:
        try:
            connection, _ = listener.accept()
        except OSError:
            return  # it was closed
        try:
            with connection:
                connection.sendall(answer)
        except OSError:
            pass  # whoever asked is gone, and asks again


def ask_for_port(address: str, port: int, most_seconds: float = _LONGEST_WAIT_SECONDS) -> int:
    """The tracker's port, once number 0 knows it.

    Raises
    ------
    TrainingFailure
        ``training-failed``, naming the place, if nobody says so in time.
    """
    deadline = time.monotonic() + most_seconds
    while True:
        try:
            with socket.create_connection((address, port), timeout=_ANSWER_SECONDS) as connection:
                return int(connection.makefile().readline())
        except (OSError, ValueError) as error:
            if time.monotonic() > deadline:
                raise TrainingFailure(
                    "training-failed",
                    f"The first of the machines that fit together was not reached at {address}:{port} "
                    f"within {most_seconds:.0f} seconds ({error})",
                ) from error
            time.sleep(_BETWEEN_ATTEMPTS_SECONDS)
