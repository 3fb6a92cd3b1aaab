"""A running set of two replicas for the tests, with a Redis of its own that they may stop."""

from __future__ import annotations

import os
import shutil
import subprocess
import time

import pytest
import redis
from order.run import free_ports, running


class OwnRedis:
    """A Redis server of the tests' own."""

    def __init__(self, folder):
        self.port = free_ports(1)
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self._folder, self._process = folder, None

    def start(self):
        command = ["redis-server", "--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--dir", str(self._folder)]
        self._process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        for _ in range(100):
            try:
                return redis.Redis.from_url(self.url).ping()
            except redis.ConnectionError:
                time.sleep(0.05)
        raise AssertionError("redis-server did not start")

    def stop(self):
        if self._process and self._process.poll() is None:
            self._process.kill()
            self._process.wait()


@pytest.fixture(scope="session")
def own_redis(tmp_path_factory):
    if not shutil.which("redis-server"):
        pytest.fail("redis-server is needed: apt-get install redis-server")
    server = OwnRedis(tmp_path_factory.mktemp("redis"))
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def replicas(tmp_path_factory, own_redis):
    """The settings of two running replicas."""
    folder = tmp_path_factory.mktemp("scaled")
    with running(folder, f"rrn_test_{os.getpid()}", RRN_SCALED_REDIS=own_redis.url) as settings:
        yield settings
