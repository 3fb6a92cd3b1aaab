"""The benchmark of the widget's start runs as its documentation says."""

import os
import re
import subprocess
import sys

from tests.conftest import ROOT


def test_the_benchmark_measures(stack):
    command = [sys.executable, "web/benchmarks/widget_start.py", "--loads", "2"]
    environment = {**os.environ, "RRN_PORT": str(stack.ports["RRN_PORT"])}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=90)
    assert re.search(r"2 loads: median \d+\.\d ms, slowest \d+\.\d ms", done.stdout), done.stderr
