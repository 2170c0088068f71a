"""Run a module of Python as a program that ends when its parent does.

Standard input is a pipe that nobody writes to: it reaches its end when the parent is gone, however it died. Whatever
this process started belongs to its process group and is ended too.
"""

import os
import runpy
import signal
import sys
import threading
import time


def _end_with_parent() -> None:
    while os.read(0, 4096):
        pass
    os.killpg(0, signal.SIGTERM)
    time.sleep(5)
    os.killpg(0, signal.SIGKILL)


if __name__ == "__main__":
    if hasattr(os, "killpg"):
        threading.Thread(target=_end_with_parent, daemon=True).start()
    del sys.argv[0]
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
