"""Runs a command on some cores and says what it took: python run.py CORES REPORT COMMAND...

REPORT gets {"seconds", "cpuSeconds", "peakMb"} as JSON. This process is small on purpose: the most memory of a child
begins with that of the process that starts it. Linux.
"""

import json
import os
import sys
import time
from pathlib import Path

cores, report, *command = sys.argv[1:]
os.sched_setaffinity(0, {int(core) for core in cores.split(",")})
started = time.perf_counter()
child = os.posix_spawnp(command[0], command, os.environ)
_, status, used = os.wait4(child, 0)
seconds = time.perf_counter() - started
if status != 0:
    sys.exit(f"it ended with status {os.waitstatus_to_exitcode(status)}")
facts = {"seconds": seconds, "cpuSeconds": used.ru_utime + used.ru_stime, "peakMb": used.ru_maxrss * 1024 / 1e6}
Path(report).write_text(json.dumps(facts))
