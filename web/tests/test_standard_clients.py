"""Clients that speak the protocols of Rasa's own channels: plain HTTP, and socket.io-client 4 from npm in Node."""

import json
import subprocess
import uuid

import pytest
import requests
from rrn_web.app import create_app
from rrn_web.settings import Settings, read_settings

from tests.conftest import FOREIGN, LISTED, ROOT, as_json
from tests.test_api import error, sign_in

NODE = ROOT / "web" / "tests" / "node"
CARE_HOME, SCHOOL = "We run a care home. Does it apply to us?", "Does it apply to schools?"


def post(stack, body, **headers):
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    return requests.post(
        f"{stack.url}/webhooks/rest/webhook", data=data, headers={"Content-Type": "application/json", **headers}, timeout=30
    )


def kind(messages):
    return messages[-1]["custom"]["kind"]


def test_they_are_off_unless_they_are_named(tmp_path):
    settings = read_settings({"RRN_STATE": str(tmp_path)})
    assert settings.standard_clients == frozenset()
    paths = {route.path for route in create_app(settings, "without").router.routes}
    assert not any(path.startswith(("webhooks/rest", "webhooks/socketio", "socket.io")) for path in paths)
    both = create_app(Settings(database_url=f"sqlite:///{tmp_path / 'x.db'}", standard_clients=frozenset({"rest", "socketio"})), "with")
    assert {"webhooks/rest/webhook", "socket.io"} <= {route.path for route in both.router.routes}


class TestRest:
    """``POST /webhooks/rest/webhook``."""

    def test_a_message_is_answered_as_rasa_does(self, stack):
        sender = str(uuid.uuid4())
        messages = as_json(post(stack, {"sender": sender, "message": "What does the CQC expect?"}))
        assert all(message["recipient_id"] == sender for message in messages)
        assert "will expect" in messages[0]["text"]
        assert "as of 22 November 2026, reviewed on " in messages[-2]["text"]
        assert messages[-1]["custom"]["id"] == "cqc_expectation"
        assert requests.get(f"{stack.url}/webhooks/rest/", timeout=20).json() == {"status": "ok"}

    def test_a_random_id_keeps_its_conversation_and_buttons_lead_where_they_say(self, stack):
        sender = str(uuid.uuid4())
        asked = post(stack, {"sender": sender, "message": CARE_HOME}).json()
        chosen = next(button for button in asked[0]["buttons"] if button["title"].startswith("Yes"))
        pressed = post(stack, {"sender": sender, "message": chosen["payload"]}).json()
        assert pressed[-1]["custom"]["verdict"]["outcome"] == "mandatory"

    @pytest.mark.parametrize(
        "sender",
        [
            None,
            "",
            "default",
            "alice",
            "1",
            7,
            ["a"],
            "a@b.test",
            "x" * 4000,
            "a\u0000b",
            "\ud800",
            str(uuid.uuid1()),
            str(uuid.uuid5(uuid.NAMESPACE_DNS, "alice")),
            str(uuid.UUID(int=0)),
        ],
    )
    def test_an_id_that_can_be_guessed_is_nobodys_conversation(self, stack, sender):
        victim = post(stack, {"sender": sender, "message": CARE_HOME})
        assert kind(victim.json()) == "clarify"
        stranger = post(stack, {"sender": sender, "message": "Yes, it is NHS commissioned"}).json()
        assert stranger[-1]["custom"]["verdict"] is None or stranger[-1]["custom"]["verdict"]["sector"] == "unspecified"
        # The id that came with the answer is the victim's alone, and goes on with it.
        mine = victim.json()[0]["recipient_id"]
        assert mine != stranger[0]["recipient_id"]
        follows = post(stack, {"sender": mine, "message": "Yes, it is NHS commissioned"}).json()
        assert follows[-1]["custom"]["verdict"]["outcome"] == "mandatory"

    def test_the_id_of_a_conversation_or_a_person_opens_nothing(self, stack, client):
        name = uuid.uuid4().hex
        person = stack.session(**sign_in(name))
        for victim in (client, person):
            victim.reply(CARE_HOME)
            for claimed in (victim.conversation, f"{victim.conversation}.1", name, f"https://intranet.test|{name}"):
                post(stack, {"sender": claimed, "message": "Yes, it is NHS commissioned"})
            assert victim.texts() == [CARE_HOME]

    def test_a_token_decides_whatever_the_sender(self, stack, client):
        person = sign_in(uuid.uuid4().hex)
        own = {"Authorization": f"Bearer {client.token}"}
        post(stack, {"sender": "somebody else", "message": SCHOOL}, **own)
        assert client.texts() == [SCHOOL]
        post(stack, {"sender": client.token, "message": SCHOOL}, **person)
        assert client.texts() == [SCHOOL]
        assert stack.session(**person).texts() == [SCHOOL]
        error(post(stack, {"sender": "x", "message": SCHOOL}, Authorization="Bearer x"), 401, "sign_in_invalid")
        error(post(stack, {"sender": "x", "message": SCHOOL}, **sign_in("a", aud="other")), 401, "sign_in_wrong_audience")

    def test_every_message_has_its_row(self, stack, client):
        own = {"Authorization": f"Bearer {client.token}"}
        for text in (SCHOOL, SCHOOL, "  why?  "):
            post(stack, {"message": text}, **own)
        assert client.texts() == [SCHOOL, SCHOOL, "why?"]

    @pytest.mark.parametrize(
        ("body", "code"),
        [
            ({"sender": "x"}, "message_missing"),
            ({"message": 7}, "message_missing"),
            ({"message": None}, "message_missing"),
            ({"message": " "}, "message_empty"),
            ({"message": "x" * 1001}, "message_too_long"),
            ({"message": "a\u0000"}, "message_characters"),
            ({"message": "a\ud800"}, "message_characters"),
            ({"message": "a\u202e"}, "message_characters"),
            ([1], "fields_unknown"),
            (None, "fields_unknown"),
            (b"{", "json_invalid"),
            (b"", "fields_unknown"),
            (b"[" * 9000, "json_invalid"),
        ],
    )
    def test_a_wrong_message_is_refused(self, stack, body, code):
        error(post(stack, body), 400, code)

    def test_commands_and_metadata_are_only_text_and_nothing(self, stack):
        sender = str(uuid.uuid4())
        post(stack, {"sender": sender, "message": SCHOOL})
        reply = post(stack, {"sender": sender, "message": "/session_start", "metadata": {"a": 1}, "input_channel": "x"}).json()
        assert reply[-1]["custom"]["kind"] in ("clarify", "out_of_scope", "chitchat", "not_covered")

    def test_json_as_plain_text_is_read_and_a_form_is_not(self, stack):
        assert kind(post(stack, {"message": SCHOOL}, **{"Content-Type": "text/plain"}).json()) == "verdict"
        error(post(stack, {"message": SCHOOL}, **{"Content-Type": "application/x-www-form-urlencoded"}), 415, "not_json")

    def test_foreign_pages_are_refused_under_every_type(self, stack):
        for content_type in ("application/json", "text/plain"):
            for origin in (FOREIGN, "null", f"{LISTED}.evil.test"):
                error(post(stack, {"message": SCHOOL}, **{"Content-Type": content_type, "Origin": origin}), 403, "forbidden")
        listed = post(stack, {"message": SCHOOL}, Origin=LISTED)
        assert (listed.status_code, listed.headers["Access-Control-Allow-Origin"]) == (200, LISTED)
        preflight = requests.options(f"{stack.url}/webhooks/rest/webhook", headers={"Origin": LISTED}, timeout=20)
        assert preflight.status_code == 204
        assert "Content-Type" in preflight.headers["Access-Control-Allow-Headers"]

    def test_a_stream_has_a_message_a_line(self, stack):
        response = requests.post(f"{stack.url}/webhooks/rest/webhook?stream=true", json={"message": SCHOOL}, timeout=30)
        assert kind([json.loads(line) for line in response.text.splitlines()]) == "verdict"


class Node:
    """socket.io-client in a process of Node's."""

    def __init__(self):
        assert (NODE / "node_modules").is_dir(), "The clients from npm are missing: run tests/browser-tools.sh"
        self._process = subprocess.Popen(["node", "socket-driver.js"], cwd=NODE, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def __call__(self, command, **fields):
        self._process.stdin.write(json.dumps({"command": command, **fields}) + "\n")
        self._process.stdin.flush()
        return json.loads(self._process.stdout.readline())

    def close(self):
        self._process.stdin.close()
        self._process.wait(10)


@pytest.fixture
def node():
    opened = Node()
    yield opened
    opened.close()


@pytest.fixture(params=["polling", "websocket"])
def transport(request):
    return request.param


@pytest.fixture
def connected(node, stack, transport):
    def connect(client, **fields):
        outcome = node("connect", client=client, url=stack.url, transport=transport, **fields)
        assert outcome.get("transport", transport) == transport
        return outcome

    return connect


def texts(uttered):
    return " ".join(packet.get("text", "") for packet in uttered)


class TestSocketIo:
    """socket.io-client 4, over polling and over WebSocket."""

    def test_a_conversation_goes_on_under_the_confirmed_id(self, node, connected):
        connected("a")
        confirmed = node("request", client="a", data={"session_id": None})["confirmed"]
        asked = node("say", client="a", data={"message": CARE_HOME, "session_id": confirmed})["uttered"]
        assert "NHS commissioned?" in asked[0]["text"]
        assert {"content_type": "text", "title": "Yes, it is NHS commissioned", "payload": "Yes, it is NHS commissioned"} in asked[0][
            "quick_replies"
        ]
        node("close", client="a")
        connected("b")
        assert node("request", client="b", data={"session_id": confirmed})["confirmed"] == confirmed
        answered = node("say", client="b", data={"message": "Yes, it is NHS commissioned"})["uttered"]
        assert "Mandatory" in texts(answered)
        assert "as of 22 November 2026" in texts(answered)

    def test_a_random_id_of_the_clients_own_is_kept(self, node, connected):
        own = str(uuid.uuid4())
        connected("a")
        assert node("request", client="a", data={"session_id": own})["confirmed"] == own
        node("say", client="a", data={"message": CARE_HOME, "session_id": own})
        connected("b")
        node("request", client="b", data={"session_id": own})
        assert "Mandatory" in texts(node("say", client="b", data={"message": "Yes, it is NHS commissioned"})["uttered"])

    def test_nobody_joins_by_an_id_that_can_be_guessed(self, node, connected, client):
        client.reply(CARE_HOME)
        victim = connected("victim")
        confirmed = node("request", client="victim", data={"session_id": "alice-session"})["confirmed"]
        assert confirmed != "alice-session"
        node("say", client="victim", data={"message": CARE_HOME})
        connected("thief")
        for claimed in ("alice-session", victim["sid"], client.conversation, str(uuid.uuid5(uuid.NAMESPACE_DNS, "alice"))):
            assert node("request", client="thief", data={"session_id": claimed})["confirmed"] != confirmed
            said = node("say", client="thief", data={"message": "Yes, it is NHS commissioned", "session_id": claimed})["uttered"]
            assert said
            assert "a care home" not in texts(said)
        assert node("listen", client="victim")["uttered"] == []
        assert client.texts() == [CARE_HOME]

    def test_an_id_that_comes_with_a_message_changes_nothing(self, node, connected):
        own, other = str(uuid.uuid4()), str(uuid.uuid4())
        for name, session in (("a", own), ("b", other)):
            connected(name)
            node("request", client=name, data={"session_id": session})
        node("say", client="a", data={"message": CARE_HOME})
        said = node("say", client="b", data={"message": "Yes, it is NHS commissioned", "session_id": own})["uttered"]
        assert "a care home" not in texts(said)

    def test_a_sign_in_decides_and_a_wrong_one_is_refused(self, node, connected, stack):
        name = uuid.uuid4().hex
        token = sign_in(name)["Authorization"].removeprefix("Bearer ")
        for client, given in (("plain", token), ("bearer", f"Bearer {token}")):
            connected(client, auth={"token": given})
            node("request", client=client, data={"session_id": str(uuid.uuid4())})
            node("say", client=client, data={"message": SCHOOL, "session_id": "bob"})
        assert stack.session(**sign_in(name)).texts() == [SCHOOL, SCHOOL]
        for wrong in ("x", sign_in(name, exp=1)["Authorization"], 7, {"a": 1}):
            assert "sign-in" in connected("wrong", auth={"token": wrong})["error"]

    def test_origins_are_checked_at_the_handshake(self, node, connected):
        assert connected("foreign", origin=FOREIGN)["error"]
        assert connected("listed", origin=LISTED)["sid"]

    @pytest.mark.parametrize(
        ("message", "said"),
        [("x" * 1001, "Please shorten it"), ("a\u202e", "characters that cannot be shown"), (" ", "Please type"), (7, "as text")],
    )
    def test_a_wrong_message_is_told_so(self, node, connected, message, said):
        connected("a")
        assert said in texts(node("say", client="a", data={"message": message})["uttered"])

    def test_what_is_no_message_does_no_harm(self, node, connected):
        connected("a")
        for event, data in (
            ("user_uttered", []),
            ("user_uttered", [None]),
            ("user_uttered", [{"session_id": "x"}, 2, 3]),
            ("user_uttered", [{"message": ""}]),
            ("session_request", [7, [8]]),
            ("another_event", [1]),
            ("connect_error2", [{"a": "b"}]),
        ):
            assert node("emit", client="a", event=event, data=data)["connected"]
        assert node("listen", client="a")["uttered"] == []
        assert "does not apply" in texts(node("say", client="a", data={"message": SCHOOL})["uttered"])

    def test_a_client_that_leaves_at_once_leaves_no_error(self, node, connected, stack):
        before = (stack.state / "front.log").read_text(errors="replace")
        for number in range(5):
            connected(str(number))
            node("leave", client=str(number), messages=[SCHOOL, "why?"])
        after = (stack.state / "front.log").read_text(errors="replace")
        assert "Traceback" not in after[len(before) :]
        connected("next")
        assert "does not apply" in texts(node("say", client="next", data={"message": SCHOOL})["uttered"])

    def test_a_packet_that_is_too_large_ends_the_connection_alone(self, node, connected):
        connected("large")
        node("emit", client="large", event="user_uttered", data=[{"message": "x" * 200_000}])
        connected("other")
        assert "does not apply" in texts(node("say", client="other", data={"message": SCHOOL})["uttered"])
