"""Two replicas behind nginx, as people meet them: order, loss, crashes, leaving and coming back, and an engine that is away."""

import json
import os
import random
import re
import subprocess
import threading
import time
import uuid
from collections import Counter
from contextlib import contextmanager

import psycopg
import pytest
import requests
from order import run
from order.faults import faults
from order.places import client_ids, inbox, tracker_store
from scaled.control import ask
from scaled.settings import office_number

MESSAGES = 600


class Person:
    """Somebody with a session."""

    def __init__(self, settings):
        self.url, self.certificate = settings.url, str(settings.state / "nginx" / "certificate.pem")
        self.headers = {}
        opened = self.post("session", {})
        assert opened.status_code == 201, opened.text
        self.headers["Authorization"] = f"Bearer {opened.json()['token']}"

    def post(self, path, body):
        return requests.post(f"{self.url}/api/{path}", json=body, headers=self.headers, verify=self.certificate, timeout=60)

    def ask(self, text, client_message_id=None):
        return self.post("messages", {"text": text, "client_message_id": client_message_id or uuid.uuid4().hex})


def get(settings, path, **kwargs):
    return requests.get(settings.url + path, verify=str(settings.state / "nginx" / "certificate.pem"), timeout=30, **kwargs)


def upstreams(settings):
    """Returns how many messages each replica answered, by nginx's log."""
    lines = (settings.state / "nginx" / "access.log").read_text().splitlines()
    return Counter(line.split()[5] for line in lines if " /api/messages 200 " in line)


@pytest.fixture(scope="module")
def undisturbed(replicas, tmp_path_factory):
    """A run of messages while nothing happens to the replicas, and its result."""
    folder = tmp_path_factory.mktemp("undisturbed")
    ledger, seconds, events = run.send(replicas, folder, MESSAGES, disturbed=False)
    return run.compare(replicas, ledger, folder / "archive.jsonl", seconds, events, disturbed=False)


def test_three_messages_at_a_time_keep_their_order_and_none_is_lost(replicas, undisturbed):
    assert undisturbed.faults == []
    assert all(each.statuses == [200] for each in undisturbed.ledger)
    assert undisturbed.kept == dict.fromkeys((run.INBOX, run.TRACKER, run.BROKER), len(undisturbed.ledger))
    shares = upstreams(replicas)
    assert len(shares) == 2
    assert min(shares.values()) > sum(shares.values()) / 8, "both replicas take part"


MUTATIONS = {
    "deleted from the inbox": ("inbox", "DELETE FROM messages WHERE id = %(one)s"),
    "deleted from the tracker store": ("conversations", "DELETE FROM events WHERE id = %(event)s"),
    "doubled in the tracker store": (
        "conversations",
        "INSERT INTO events (sender_id, type_name, timestamp, data)"
        " SELECT sender_id, type_name, timestamp, data FROM events WHERE id = %(event)s",
    ),
    "changed in the inbox": ("inbox", "UPDATE messages SET text = text || '.' WHERE id = %(one)s"),
    "moved to another conversation": ("conversations", "UPDATE events SET sender_id = %(elsewhere)s WHERE id = %(event)s"),
    "swapped in the inbox": (
        "inbox",
        "UPDATE messages SET turn = -1 WHERE id = %(one)s; UPDATE messages SET turn = %(turn)s WHERE id = %(other)s;"
        "UPDATE messages SET turn = %(other_turn)s WHERE id = %(one)s",
    ),
    "swapped in the tracker store": (
        "conversations",
        "UPDATE events SET id = -1 WHERE id = %(event)s; UPDATE events SET id = %(event)s WHERE id = %(other_event)s;"
        "UPDATE events SET id = %(other_event)s WHERE id = -1",
    ),
}


@pytest.mark.parametrize("mutation", MUTATIONS)
def test_the_check_finds_a_single_row_that_is_wrong(replicas, undisturbed, mutation):
    which, statement = MUTATIONS[mutation]
    address = f"postgresql://{replicas.postgres}/{{}}"
    rng = random.Random(mutation)
    of_ledger = {each.message for each in undisturbed.ledger}
    with (
        psycopg.connect(address.format(replicas.database("inbox"))) as inboxes,
        psycopg.connect(address.format(replicas.database("conversations"))) as trackers,
    ):
        ids = client_ids(inboxes)
        rows = [row for row in inboxes.execute("SELECT id, conversation, turn, client_message_id FROM messages") if row[3] in of_ledger]
        by_turn = {(row[1], row[2]): row for row in rows}
        for _ in range(5):
            one = rng.choice([row for row in rows if row[2] <= 12])
            other = by_turn[one[1], one[2] + 6]  # of a later round
            first, second = (_event(trackers, each[0]) for each in (one, other))
            values = {
                "one": one[0],
                "other": other[0],
                "turn": one[2],
                "other_turn": other[2],
                "event": first,
                "other_event": second,
                "elsewhere": f"{uuid.uuid4().hex}.1",
            }
            connection = inboxes if which == "inbox" else trackers
            with connection.cursor() as cursor:
                for each in statement.split(";"):
                    cursor.execute(each, values)
            kept = [each for each in inbox(inboxes) if each.message in of_ledger]
            told = [each for each in tracker_store(trackers, ids) if each.message in of_ledger or mutation.startswith("moved")]
            found = faults(undisturbed.ledger, "inbox", kept) + faults(undisturbed.ledger, "tracker store", told)
            connection.rollback()
            assert any(each.message == one[3] or each.message == other[3] for each in found)


def _event(connection, message):
    found = connection.execute("SELECT id FROM events WHERE message_id = %s", (message,)).fetchone()
    assert found
    return found[0]


def test_the_record_is_one_for_all_replicas_and_explain_finds_the_turns_of_each(replicas, undisturbed):
    record = f"{replicas.postgres}/{replicas.database('record')}"
    with psycopg.connect(f"postgresql://{record}") as connection:
        turns = Counter(row[0].rpartition(".")[0] for row in connection.execute("SELECT conversation FROM turns"))
    assert {name: turns[name] for name in {each.conversation for each in undisturbed.ledger}} == Counter(
        each.conversation for each in undisturbed.ledger
    )
    for number in range(replicas.replicas):
        person = Person(replicas)
        person.url = f"http://127.0.0.1:{replicas.ports(number)[0]}"
        turn = person.ask("Does it apply to schools?").json()
        command = [str(run.ROOT / ".venv" / "bin" / "rrn"), "explain", turn["message_id"]]
        environment = {**os.environ, "RRN_RECORD_URL": f"postgresql+psycopg2://{record}"}
        page = subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout
        assert "Does it apply to schools?" in page
        assert turn["reply"]["verdict"]["rule"] in page


def test_the_replicas_keep_to_their_connections(replicas, undisturbed):
    most = {"inbox": 4, "conversations": 8, "register": 15, "record": 1}  # docs/scaling.md
    with psycopg.connect(f"postgresql://{replicas.postgres}/postgres") as connection:
        for which, number in most.items():
            query = "SELECT count(*) FROM pg_stat_activity WHERE datname = %s"
            (opened,) = connection.execute(query, (replicas.database(which),)).fetchone()
            assert 0 < opened <= number * replicas.replicas


def test_a_replica_leaves_and_comes_back_and_one_is_killed_without_a_failed_request(replicas, tmp_path):
    ledger, seconds, events = run.send(replicas, tmp_path, MESSAGES, disturbed=True)
    assert len(events) == 3, events
    result = run.compare(replicas, ledger, tmp_path / "archive.jsonl", seconds, events, disturbed=True)
    mine = {each.conversation for each in ledger}
    assert [each for each in result.faults if each.conversation in mine] == []
    assert all(each.answered_at is not None for each in ledger)
    assert Counter(status for each in ledger for status in each.statuses) == {200: len(ledger)}


def test_messages_sent_again_have_the_same_answer(replicas):
    person, message = Person(replicas), uuid.uuid4().hex
    answers = {json.dumps(person.ask("hello", message).json(), sort_keys=True) for _ in range(3)}
    assert len(answers) == 1


def test_the_edge(replicas):
    answer = get(replicas, "/demo")
    assert answer.status_code == 200
    assert "max-age" in answer.headers["Strict-Transport-Security"]
    assert "nginx/" not in answer.headers["Server"]
    assert get(replicas, "/ready").status_code == 404
    widget = re.search(r"/assets/[^\"']+", get(replicas, "/", headers={"Accept-Encoding": "gzip"}).text)[0]
    assert get(replicas, widget).headers["Content-Encoding"] == "gzip"
    too_large = Person(replicas).post("messages", {"text": "x" * 20_000, "client_message_id": "1"})
    assert (too_large.status_code, too_large.json()["error"]["code"]) == (413, "too_large")
    with pytest.raises(requests.exceptions.SSLError):
        requests.get(replicas.url, timeout=10)
    # A page of the same site may use the API, also on a port of its own; another may not.
    person = Person(replicas)
    for origin, status in ((replicas.url, 200), ("https://foreign.test", 403)):
        person.headers["Origin"] = origin
        assert person.ask("hello").status_code == status


def test_a_redis_that_is_away_is_said_politely_and_nothing_is_lost(replicas, own_redis):
    person, message = Person(replicas), uuid.uuid4().hex
    assert person.ask("hello").status_code == 200
    own_redis.stop()
    try:
        answer = person.ask("Does it apply to schools?", message)
        assert answer.status_code == 503
        assert office_number(None) in answer.json()["error"]["message"]
        assert int(answer.headers["Retry-After"]) > 0
    finally:
        own_redis.start()
    assert _until_answered(person, "Does it apply to schools?", message) < 15


def test_a_redis_that_starts_again_fails_no_turn_or_says_so_within_a_second(replicas, own_redis):
    answers, stop = [], threading.Event()

    def talk():
        person = Person(replicas)
        while not stop.is_set():
            answers.append(person.ask("hello"))

    people = [threading.Thread(target=talk) for _ in range(3)]
    for each in people:
        each.start()
    try:
        for _ in range(3):
            time.sleep(0.5)
            own_redis.stop()
            own_redis.start()
            assert Person(replicas).ask("hello").status_code == 200
    finally:
        stop.set()
        for each in people:
            each.join()
    assert len(answers) > 20
    assert {each.status_code for each in answers} <= {200, 503}
    assert all(each.elapsed.total_seconds() < 1 for each in answers if each.status_code == 503)


@contextmanager
def away(replicas, which):
    """A database that takes no connection and has lost those it had."""
    database = replicas.database(which)
    with psycopg.connect(f"postgresql://{replicas.postgres}/postgres", autocommit=True) as connection:
        connection.execute(f"ALTER DATABASE {database} ALLOW_CONNECTIONS false")
        try:
            connection.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", (database,))
            yield
        finally:
            connection.execute(f"ALTER DATABASE {database} ALLOW_CONNECTIONS true")


@pytest.mark.parametrize("which", ["conversations", "inbox"])
def test_a_database_that_is_away_is_said_politely_and_nothing_is_lost(replicas, which):
    person, message = Person(replicas), uuid.uuid4().hex
    assert person.ask("hello").status_code == 200
    with away(replicas, which):
        answer = person.ask("Does it apply to schools?", message)
        assert answer.status_code == 503
        assert office_number(None) in answer.json()["error"]["message"]
        assert int(answer.headers["Retry-After"]) > 0
    assert _until_answered(person, "Does it apply to schools?", message) < 15


def test_a_record_that_is_away_keeps_nobody_from_an_answer_and_is_written_later(replicas):
    person = Person(replicas)
    with away(replicas, "record"):
        answer = person.ask("Does it apply to schools?")
        assert answer.status_code == 200
    assert person.ask("hello").status_code == 200  # the next turn brings the ones that wait with it
    with psycopg.connect(f"postgresql://{replicas.postgres}/{replicas.database('record')}") as connection:
        query = "SELECT count(*) FROM turns WHERE id = %s"
        assert connection.execute(query, (answer.json()["message_id"],)).fetchone() == (1,)


def test_a_rabbitmq_that_is_away_keeps_nobody_waiting(replicas):
    person = Person(replicas)
    close = ["rabbitmqctl", "--quiet", "close_all_connections", "--vhost", replicas.name, "a test"]
    assert subprocess.run(close, capture_output=True, check=False).returncode == 0
    began = time.monotonic()
    assert person.ask("hello").status_code == 200
    assert time.monotonic() - began < 5


def test_a_new_release_goes_live_replica_by_replica_with_no_failed_request(replicas, tmp_path):
    model = ask(replicas, do="status")["said"].split()[2]
    project = run.ROOT
    data = tmp_path / "data"
    subprocess.run(["cp", "-r", str(project / "data"), str(data)], check=True)
    texts = data / "texts.yml"
    marked = re.sub(r"^office: .*$", "office: 00000 000000", texts.read_text(), flags=re.M)
    texts.write_text(marked)
    # What is served has been reviewed as it stands.
    review = [str(project / ".venv" / "bin" / "rrn"), "content", "review", "texts", "--by", "a test"]
    of_release = {**os.environ, "RRN_DATA": str(data), "RRN_STATE": str(tmp_path)}
    subprocess.run(review, env=of_release, capture_output=True, check=True)
    new = tmp_path / "new.tar.gz"
    new.write_bytes((project / "models" / model).read_bytes())

    statuses, replies, stop = Counter(), [], threading.Event()

    def trickle():
        while not stop.is_set():
            answer = Person(replicas).ask("how much does certification cost")
            statuses[answer.status_code] += 1
            replies.append(answer.text)
            time.sleep(0.05)

    people = [threading.Thread(target=trickle) for _ in range(3)]
    for each in people:
        each.start()
    try:
        refused = ask(replicas, do="roll", model=str(tmp_path / "none.tar.gz"), data="")
        assert refused["failed"]
        said = ask(replicas, do="roll", model=str(new), data=str(data))
        assert not said["failed"], said
        replies_before = len(replies)
        time.sleep(1)
    finally:
        stop.set()
        for each in people:
            each.join()
    assert set(statuses) == {200}
    assert statuses[200] > 20
    assert "00000 000000" not in replies[0]
    assert all("00000 000000" in each for each in replies[replies_before + 3 :])
    assert ask(replicas, do="status")["said"].count(new.name) == 2


def test_a_release_that_does_not_answer_stops_at_the_first_replica(replicas, tmp_path):
    broken = tmp_path / "broken.tar.gz"
    broken.write_bytes(b"no model")
    before = ask(replicas, do="status")["said"].split()[2]
    said = ask(replicas, do="roll", model=str(broken), data="")
    assert said["failed"]
    assert "serves" in said["said"]
    assert ask(replicas, do="status")["said"].count(before) == 2
    assert Person(replicas).ask("hello").status_code == 200


def _until_answered(person, text, message):
    """Sends a message again until it is answered, and returns the seconds it took; it is answered once."""
    began = time.monotonic()
    while time.monotonic() - began < 60:
        if person.ask(text, message).status_code == 200:
            turns = requests.get(f"{person.url}/api/history", headers=person.headers, verify=person.certificate, timeout=30).json()["turns"]
            assert [each["text"] for each in turns].count(text) == 1
            assert turns[-1]["reply"]
            return time.monotonic() - began
        time.sleep(0.3)
    raise AssertionError("never answered")
