"""All replicas with nginx in front: started, watched, taken out and back, and moved to a new release one by one."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable

from scaled.edge import Edge
from scaled.engines import prepare
from scaled.replica import ActionServer, Release, Replica
from scaled.settings import HOST, Settings, office_number

#: Longest wait for a replica to answer, and how often it is looked at, in seconds.
READY_WITHIN, EVERY = 120, 0.2


class ClusterError(RuntimeError):
    """The set cannot do what was asked; the text says why."""


class Cluster:
    """The set of replicas.

    Args:
        settings: How many run where.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._edge = Edge(settings)
        self.replicas = [Replica(settings, number) for number in range(settings.replicas)]
        self._action_server = ActionServer(settings) if settings.action_server else None
        self._out: set[int] = set()

    def start(self, release: Release) -> None:
        """Starts everything and returns when each replica has answered a known question.

        Raises:
            ClusterError: A port is in use, the release is not there, or a replica does not answer.
            EngineError: An engine does not answer.
            EdgeError: nginx is missing.
        """
        if release.problem():
            raise ClusterError(release.problem())
        for port in (self._settings.port, *(port for each in self.replicas for port in self._settings.ports(each.number))):
            _require_free(port)
        prepare(self._settings)
        self._edge.write(office_number(release.data))
        self._edge.check()
        if self._action_server:
            self._action_server.start(release)
        for replica in self.replicas:
            replica.start(release)
        for replica in self.replicas:
            self._wait(replica.ready, READY_WITHIN, f"Replica {replica.number} does not answer; its output is in {self._settings.state}.")
        self._edge.start()

    def stop(self) -> None:
        """Stops everything, nginx first."""
        self._edge.stop()
        for replica in self.replicas:
            replica.stop()
        if self._action_server:
            self._action_server.stop()

    def watch(self) -> None:
        """Starts again what died.

        Raises:
            ClusterError: nginx ended.
        """
        if not self._edge.alive():
            raise ClusterError(f"nginx ended; its errors are in {self._edge.folder}.")
        self._start_again_what_died()

    def _start_again_what_died(self) -> None:
        for replica in self.replicas:
            if replica.number not in self._out:
                for name in replica.start_again_what_died():
                    print(f"The {name} ended; started again.", flush=True)

    def leave(self, number: int) -> None:
        """Takes a replica out: no new requests, those under way end, then it stops; nginx asks the next one.

        Raises:
            ClusterError: It is the last one, or there is no such replica.
        """
        replica = self._replica(number)
        if len(self._out | {number}) == len(self.replicas):
            raise ClusterError("The last replica stays.")
        self._out.add(number)
        replica.stop()

    def come_back(self, number: int, release: Release) -> None:
        """Starts a replica that had left; people reach it once it has its model.

        Raises:
            ClusterError: It does not answer in time; it is stopped and stays out.
        """
        replica = self._replica(number)

        def answers_or_ended() -> bool:
            replica.open_if_loaded()
            return replica.ended() or replica.ready()

        replica.start(release)
        try:
            problem = f"Replica {number} does not answer with {release.model.name}."
            self._wait(answers_or_ended, READY_WITHIN, problem)
            if replica.ended():
                raise ClusterError(problem)
        except ClusterError:
            replica.stop()
            raise
        self._out.discard(number)

    def roll(self, release: Release) -> None:
        """Moves the replicas to a release one by one.

        Raises:
            ClusterError: The first replica does not answer with it: it goes back to what it served, and the others are not touched.
        """
        if release.problem():
            raise ClusterError(release.problem())
        for replica in self.replicas:
            before = replica.release
            assert before is not None
            if replica.number not in self._out:
                self.leave(replica.number)
            try:
                self.come_back(replica.number, release)
            except ClusterError as error:
                self.come_back(replica.number, before)
                raise ClusterError(f"{error} It serves {before.model.name} again; the rest was not changed.") from error
            print(f"Replica {replica.number} serves {release.model.name}.", flush=True)

    def _replica(self, number: int) -> Replica:
        if not 0 <= number < len(self.replicas):
            raise ClusterError(f"There is no replica {number}.")
        return self.replicas[number]

    def _wait(self, condition: Callable[[], bool], within: float, problem: str) -> None:
        """Waits for a condition, and keeps the replicas that are not out alive meanwhile."""
        deadline = time.monotonic() + within
        while time.monotonic() < deadline:
            if condition():
                return
            self._start_again_what_died()
            time.sleep(EVERY)
        raise ClusterError(problem)


def _require_free(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            raise ClusterError(
                f"Port {port} is in use. Stop what listens there, or choose others with RRN_SCALED_PORT and RRN_SCALED_FIRST_PORT."
            ) from error
