"""``python -m scaled``: starts the replicas, or tells those that run what to do."""

from __future__ import annotations

import argparse
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

from scaled.cluster import Cluster, ClusterError
from scaled.control import NotRunningError, answer_one, ask, listening
from scaled.edge import EdgeError
from scaled.engines import EngineError
from scaled.replica import RRN, Release
from scaled.settings import Settings, SettingsError, read_settings


def main() -> int:
    """Runs the command; 2 where something must be put right first."""
    parser = argparse.ArgumentParser(prog="python -m scaled", description="The assistant on several replicas of this machine.")
    commands = parser.add_subparsers(dest="command", required=True)
    for name, purpose in (("run", "start nginx and the replicas; Ctrl-C stops them"), ("roll", "move the replicas to a model one by one")):
        with_model = commands.add_parser(name, help=purpose)
        with_model.add_argument("--model", type=Path, help="the trained model (default: that of the content as it stands)")
        with_model.add_argument("--data", type=Path, help="the content it was trained on (default: data/)")
    for name, purpose in (("leave", "take a replica out"), ("back", "bring it back")):
        commands.add_parser(name, help=purpose).add_argument("replica", type=int, help="its number, from 0")
    commands.add_parser("status", help="show the replicas and their processes")
    arguments = parser.parse_args()
    try:
        settings = read_settings()
        if arguments.command == "run":
            run(settings, _release(arguments))
            return 0
        answer = ask(settings, **_command(arguments))
    except (SettingsError, ClusterError, EdgeError, EngineError, NotRunningError) as error:
        print(error, file=sys.stderr)
        return 2
    print(answer["said"], file=sys.stderr if answer["failed"] else sys.stdout)
    return 2 if answer["failed"] else 0


def run(settings: Settings, release: Release) -> None:
    """Runs the set until Ctrl-C or a signal to end.

    Raises:
        ClusterError: It cannot start, or nginx ended.
    """
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _interrupt)
    cluster = Cluster(settings)
    try:
        print(f"Starting nginx and {settings.replicas} replicas ...", flush=True)
        cluster.start(release)
        print(f"The assistant is ready: {settings.url}/demo (a self-signed certificate: your browser will ask).")
        print("A new model, replica by replica: make roll. Press Ctrl-C here to stop.", flush=True)
        with listening(settings) as server:
            while True:
                answer_one(server, lambda command: do(cluster, command))
                cluster.watch()
    except KeyboardInterrupt:
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, signal.SIG_IGN)
        print("\nStopping ...", flush=True)
    finally:
        cluster.stop()
    print("Stopped.", flush=True)


def do(cluster: Cluster, command: dict[str, Any]) -> dict[str, Any]:
    """Does what a command asks, and returns what to say of it."""
    number = command.get("replica", 0)
    try:
        if command["do"] == "roll":
            release = Release(Path(command["model"]), Path(command["data"]) if command["data"] else None)
            cluster.roll(release)
            said = f"All replicas serve {release.model.name}."
        elif command["do"] == "leave":
            cluster.leave(number)
            said = f"Replica {number} has left."
        elif command["do"] == "back":
            release_before = cluster.replicas[number].release
            assert release_before is not None
            cluster.come_back(number, release_before)
            said = f"Replica {number} is back."
        else:
            said = "\n".join(
                f"replica {each.number}: {each.release.model.name if each.release else ''} "
                + " ".join(f"{name}={pid}" for name, pid in each.pids.items())
                for each in cluster.replicas
            )
    except (ClusterError, EdgeError) as error:
        return {"failed": True, "said": str(error)}
    return {"failed": False, "said": said}


def _command(arguments: argparse.Namespace) -> dict[str, Any]:
    if arguments.command == "roll":
        release = _release(arguments)
        return {"do": "roll", "model": str(release.model), "data": str(release.data) if release.data else ""}
    if arguments.command == "status":
        return {"do": "status"}
    return {"do": arguments.command, "replica": arguments.replica}


def _release(arguments: argparse.Namespace) -> Release:
    if arguments.model:
        model = arguments.model.resolve()
    else:
        model = Path(subprocess.run([str(RRN), "model"], capture_output=True, text=True, check=True).stdout.strip())
    return Release(model, arguments.data.resolve() if arguments.data else None)


def _interrupt(_signal: int, _frame: object) -> None:
    raise KeyboardInterrupt


if __name__ == "__main__":
    sys.exit(main())
