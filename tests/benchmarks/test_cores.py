"""What is measured runs on the cores it is given."""

from __future__ import annotations

import os
import subprocess
import sys

from benchmarks.cores import bind, cores_for, on

SAYS_ITS_CORES = [sys.executable, "-c", "import os; print(*sorted(os.sched_getaffinity(0)))"]


def test_what_is_started_meanwhile_runs_there_alone():
    before, (first, *_) = os.sched_getaffinity(0), cores_for(1)
    with on([first]):
        assert subprocess.run(SAYS_ITS_CORES, capture_output=True, text=True, check=True).stdout.split() == [str(first)]
    assert os.sched_getaffinity(0) == before
    assert len(cores_for(10_000)) == len(before)


def test_a_running_process_can_be_moved():
    process = subprocess.Popen(["sleep", "60"])
    try:
        assert bind([process.pid, 2**22 + 1], cores_for(1)) == 1
        assert sorted(os.sched_getaffinity(process.pid)) == cores_for(1)
    finally:
        process.kill()
        process.wait()
