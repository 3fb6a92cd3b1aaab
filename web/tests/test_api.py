"""The API against the running stack, as a client meets it."""

import datetime as dt
import json
import re
import threading
import uuid

import jwt
import pytest
import requests

from tests.conftest import FOREIGN, INTRANET, LISTED, as_json

JSON = {"Content-Type": "application/json"}


def sign_in(subject, **changed):
    now = dt.datetime.now(dt.UTC)
    claims = {"iss": INTRANET["issuer"], "aud": INTRANET["audience"], "sub": subject, "iat": now, "exp": now + dt.timedelta(minutes=5)}
    return {"Authorization": f"Bearer {jwt.encode(claims | changed, INTRANET['secret'], 'HS256')}"}


def error(response, status, code):
    body = as_json(response)["error"]
    assert (response.status_code, body["code"]) == (status, code), body
    assert body["message"][0].isupper()
    assert body["message"].endswith(".")


def test_a_question_is_answered_with_its_source(client):
    answered = as_json(client.ask("What does the CQC expect?"))
    assert answered["turn"] == 1
    reply = answered["reply"]
    assert (reply["kind"], reply["id"]) == ("answer", "cqc_expectation")
    assert "will expect all regulated services" in reply["sources"][0]["quote"]
    assert reply["sources"][0]["as_of"] == "2026-11-22"


def test_a_button_leads_where_its_title_says(client):
    asked = client.reply("Does it apply to care homes?")
    chosen = next(button for button in asked["buttons"] if button["title"].startswith("Yes"))
    pressed = client.call("POST", "messages", {"button": chosen["id"], "client_message_id": "b1"}).json()
    assert pressed["reply"]["verdict"]["outcome"] == "mandatory"
    assert client.texts() == ["Does it apply to care homes?", chosen["title"]]


def test_a_fact_is_changed_on_the_card_that_it_stands_on(client):
    several = client.reply("We run an NHS commissioned hospital and a school. Does it apply?")
    client.reply("and what about the police?")
    hospital, school = several["verdict"]
    for verdict, sector, outcome in ((hospital, "hospital", "clarify"), (school, "school", "conflict")):
        change = next(each for each in verdict["changes"] if "NHS commissioned" in each["title"])
        pressed = client.call("POST", "messages", {"button": change["id"], "client_message_id": change["id"]}).json()["reply"]
        assert (pressed["verdict"] or {"sector": sector, "outcome": pressed["kind"]})["outcome"] == outcome
        assert client.texts()[-1] == change["title"]
    assert pressed["verdict"]["sector"] == "school"
    error(client.call("POST", "messages", {"button": "1.v2-0", "client_message_id": "b"}), 400, "button_unknown")


@pytest.mark.parametrize("button", ["1.9", "2.0", "1.x", "/restart", "-1.0", "1", ".", "99999999999.0", "1.0.0", "1.v0-0"])
def test_a_button_that_was_not_offered_is_refused(client, button):
    client.reply("Does it apply to care homes?")
    error(client.call("POST", "messages", {"button": button, "client_message_id": "b1"}), 400, "button_unknown")


def test_the_same_message_again_is_answered_once(client):
    one, again = client.ask("Is Intelligensa certified?", "m1"), client.ask("Is Intelligensa certified?", "m1")
    assert one.json() == again.json()
    assert len(client.texts()) == 1
    error(client.ask("Something else", "m1"), 409, "message_id_taken")


def test_the_same_message_at_the_same_time_is_answered_once(client):
    answers = []
    threads = [threading.Thread(target=lambda: answers.append(client.ask("Why was it introduced?", "m1").json())) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(answers) == 6
    assert all(answer == answers[0] for answer in answers)
    assert len(client.texts()) == 1


def test_messages_at_the_same_time_each_have_their_turn(client):
    threads = [threading.Thread(target=client.ask, args=(f"Does it apply to schools? {n}",)) for n in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    turns = client.call("GET", "history").json()["turns"]
    assert [turn["turn"] for turn in turns] == [1, 2, 3, 4, 5]
    assert all(turn["reply"] for turn in turns)


@pytest.mark.parametrize(
    "text",
    ["/restart", "/session_start", "/faq{}", "  /restart", "\uff0frestart", "/nlu_fallback@1.0", "EXTERNAL: x", '/inform{"sector": "x"}'],
)
def test_typed_text_is_never_a_command(client, text):
    client.reply("Does it apply to schools?")
    reply = client.reply(text)
    # Read as words, "restart" may be "stop that"; as a command it would have left nothing to go back to.
    assert reply["kind"] in ("clarify", "out_of_scope", "chitchat", "not_covered")
    assert reply["trace"]["content_version"]
    assert len(client.texts()) == 2


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({}, "client_message_id_missing"),
        ({"text": "Hello"}, "client_message_id_missing"),
        ({"text": "Hello", "client_message_id": ""}, "client_message_id_missing"),
        ({"text": "Hello", "client_message_id": "x" * 65}, "client_message_id_missing"),
        ({"text": "Hello", "client_message_id": 7}, "client_message_id_missing"),
        ({"client_message_id": "m"}, "text_or_button"),
        ({"text": "Hello", "button": "1.0", "client_message_id": "m"}, "text_or_button"),
        ({"text": None, "client_message_id": "m"}, "text_missing"),
        ({"text": {"a": 1}, "client_message_id": "m"}, "text_missing"),
        ({"text": " ", "client_message_id": "m"}, "text_empty"),
        ({"text": "x" * 1001, "client_message_id": "m"}, "text_too_long"),
        ({"text": "a\u0000", "client_message_id": "m"}, "text_characters"),
        ({"text": "a\ud800", "client_message_id": "m"}, "text_characters"),
        ({"text": "a\u202e", "client_message_id": "m"}, "text_characters"),
        ({"text": "Hello", "client_message_id": "m", "sender": "somebody"}, "fields_unknown"),
        ({"text": "Hello", "client_message_id": "m", "payload": "/restart"}, "fields_unknown"),
        ([1], "fields_unknown"),
        ("text", "fields_unknown"),
        (None, "fields_unknown"),
        (b"{", "json_invalid"),
        (b"\xff", "json_invalid"),
    ],
)
def test_a_wrong_message_is_refused_and_not_kept(client, body, code):
    data = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
    headers = {**JSON, "Authorization": f"Bearer {client.token}"}
    error(requests.post(f"{client.url}/api/messages", data=data, headers=headers, timeout=20), 400, code)
    assert client.texts() == []


def test_json_under_another_type_is_refused(client):
    body = json.dumps({"text": "Hello", "client_message_id": "m"})
    for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""):
        response = requests.post(
            f"{client.url}/api/messages", data=body, headers={"Content-Type": kind, "Authorization": f"Bearer {client.token}"}, timeout=20
        )
        error(response, 415, "not_json")


def test_a_large_body_is_refused(client):
    for size in (20_000, 1_000_000):
        error(client.ask("x" * size), 413, "too_large")


def test_deep_json_and_long_numbers_do_no_harm(client):
    for body in ("[" * 8000, '{"text": ' + "1" * 5000 + ', "client_message_id": "m"}'):
        response = requests.post(
            f"{client.url}/api/messages", data=body, headers={**JSON, "Authorization": f"Bearer {client.token}"}, timeout=20
        )
        assert response.status_code == 400


@pytest.mark.parametrize("path", ["history", "transcript"])
def test_nothing_is_read_without_a_session(stack, path):
    for headers in ({}, {"Authorization": "Bearer x"}, {"Authorization": "Basic eDp4"}):
        error(requests.get(f"{stack.url}/api/{path}", headers=headers, timeout=20), 401, "session_invalid")


def test_nobody_reads_or_writes_another_conversation(stack):
    people = [stack.session() for _ in range(8)]
    for place, person in enumerate(people):
        person.reply(f"My secret word is marigold{place}")
    for place, person in enumerate(people):
        seen = person.call("GET", "history").text + person.call("GET", "transcript").text
        assert f"marigold{place}" in seen
        assert all(f"marigold{other}" not in seen for other in range(8) if other != place)
        # Ids that a client sends change nothing: the token alone decides.
        for other in people:
            if other is not person:
                query = f"history?conversation={other.conversation}&sender={other.conversation}"
                assert f"marigold{place}" in person.call("GET", query).text
                forged = {"X-Conversation": other.conversation, "Cookie": f"conversation={other.conversation}"}
                assert person.call("GET", "history", **forged).json()["turns"][0]["text"].endswith(f"marigold{place}")


def test_a_person_has_the_same_conversation_on_every_device(stack):
    name = uuid.uuid4().hex
    phone, desk = stack.session(**sign_in(name)), stack.session(**sign_in(name))
    phone.reply("Does it apply to schools?")
    assert desk.texts() == ["Does it apply to schools?"]
    assert phone.conversation == desk.conversation
    assert stack.session(**sign_in(f"{name}-other")).texts() == []


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"aud": "another"}, "sign_in_wrong_audience"),
        ({"exp": 1}, "sign_in_expired"),
        ({"iss": "https://elsewhere.test"}, "sign_in_invalid"),
    ],
)
def test_a_wrong_sign_in_opens_no_session(stack, changed, code):
    error(requests.post(f"{stack.url}/api/session", headers=sign_in("alice", **changed), timeout=20), 401, code)


def test_feedback_is_on_a_turn_of_ones_own(client):
    client.reply("Does it apply to schools?")
    assert client.call("POST", "feedback", {"turn": 1, "vote": "up"}).status_code == 204
    assert client.call("POST", "feedback", {"turn": 1, "vote": "down", "comment": "Too long"}).status_code == 204
    client.reply("And to the police?")
    assert [turn["vote"] for turn in client.call("GET", "history").json()["turns"]] == ["down", None]
    error(client.call("POST", "feedback", {"turn": 3, "vote": "up"}), 400, "turn_unknown")
    error(client.call("POST", "feedback", {"turn": True, "vote": "up"}), 400, "turn_missing")
    error(client.call("POST", "feedback", {"turn": 1, "vote": "sideways"}), 400, "vote_missing")
    error(client.call("POST", "feedback", {"turn": 1, "vote": "up", "comment": "x" * 1001}), 400, "comment_too_long")


def test_start_again_begins_with_nothing(client):
    client.reply("Does it apply to care homes?")
    assert client.call("POST", "restart").status_code == 204
    assert client.texts() == []
    assert client.reply("yes")["kind"] == "clarify"  # the open question is gone


def test_the_transcript_has_what_was_said_and_its_source(client):
    client.reply("What does the CQC expect?")
    response = client.call("GET", "transcript")
    assert response.headers["Content-Type"].startswith("text/plain")
    assert response.text.startswith(f"RRN Assistant. Reference of this conversation: {client.conversation}\n")
    assert re.search(r"^\[\d{1,2} \w+ \d{4}, \d\d:\d\d UTC\] You: What does the CQC expect\?$", response.text, re.MULTILINE)
    assert "as of 22 November 2026" in response.text


def test_only_listed_origins_use_the_api(stack, client):
    for origin in (FOREIGN, "null", "http://127.0.0.1.evil.test", LISTED + ".evil.test", "https://sub.listed.test"):
        for path in ("session", "messages", "feedback", "restart"):
            error(client.call("POST", path, {}, Origin=origin), 403, "forbidden")
        response = client.call("GET", "history", Origin=origin)
        assert "Access-Control-Allow-Origin" not in response.headers
        error(requests.options(f"{stack.url}/api/messages", headers={"Origin": origin}, timeout=20), 403, "forbidden")
    for path in ("session", "messages", "history", "feedback", "restart", "transcript", "reference"):
        asks = {"Origin": LISTED, "Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "authorization,content-type"}
        preflight = requests.options(f"{stack.url}/api/{path}", headers=asks, timeout=20)
        assert preflight.status_code == 204, path
        assert preflight.headers["Access-Control-Allow-Origin"] == LISTED
        assert "Authorization" in preflight.headers["Access-Control-Allow-Headers"]
        assert "Access-Control-Allow-Credentials" not in preflight.headers
    allowed = client.call("POST", "messages", {"text": "Hello", "client_message_id": "m"}, Origin=LISTED)
    assert allowed.headers["Access-Control-Allow-Origin"] == LISTED
    assert allowed.status_code == 200
    own = client.call("POST", "messages", {"text": "Hello", "client_message_id": "n"}, Origin=stack.url)
    assert own.status_code == 200


def test_a_name_that_points_here_is_not_our_own(stack, client):
    """A page whose owner lets its name point at this machine sends that name as Host and as Origin ("DNS rebinding")."""
    port = stack.ports["RRN_PORT"]
    for path in ("session", "messages", "feedback", "restart"):
        error(client.call("POST", path, {}, Host=f"rebound.test:{port}", Origin=f"http://rebound.test:{port}"), 403, "forbidden")
    answer = client.call("GET", "history", Host=f"rebound.test:{port}", Origin=f"http://rebound.test:{port}")
    assert "Access-Control-Allow-Origin" not in answer.headers
    for own in ("127.0.0.1", "localhost", "[::1]"):
        body = {"text": "Hello", "client_message_id": own}
        assert client.call("POST", "messages", body, Host=f"{own}:{port}", Origin=f"http://{own}:{port}").status_code == 200


def test_a_public_address_is_our_own(front_alone):
    port = front_alone(RRN_PUBLIC_URL="https://assistant.test", RRN_PROXIES="1")
    for origin, status in (("https://assistant.test", 201), ("http://assistant.test", 403), ("https://assistant.test:8443", 403)):
        answer = requests.post(f"http://127.0.0.1:{port}/api/session", headers={"Origin": origin, "Host": "assistant.test"}, timeout=20)
        assert answer.status_code == status, origin


def test_errors_of_the_server_itself_are_json(stack):
    error(requests.get(f"{stack.url}/nowhere", timeout=20), 404, "not_found")
    error(requests.put(f"{stack.url}/api/messages", timeout=20), 405, "method_not_allowed")


def test_health_and_readiness(stack):
    assert as_json(requests.get(f"{stack.url}/health", timeout=20)) == {"status": "alive"}
    assert as_json(requests.get(f"{stack.url}/ready", timeout=20)) == {"ready": True, "parts": {"assistant": True, "inbox": True}}


def test_the_private_channel_wants_its_secret(stack):
    rasa = f"http://127.0.0.1:{stack.ports['RRN_RASA_PORT']}/webhooks/rrn"
    turn = {"conversation": "c", "message_id": "m", "text": "Hello"}
    for headers in ({}, {"X-RRN-Secret": ""}, {"X-RRN-Secret": "wrong"}):
        assert requests.post(f"{rasa}/turn", json=turn, headers=headers, timeout=20).status_code == 401
        assert requests.get(f"{rasa}/reference", headers=headers, timeout=20).status_code == 401
    known = {"X-RRN-Secret": stack.secret}
    for body in (None, [], "x", {}, {**turn, "text": 7}, {**turn, "conversation": ""}, {**turn, "message_id": "x" * 300}):
        assert requests.post(f"{rasa}/turn", json=body, headers=known, timeout=20).status_code == 400
    one, again = (requests.post(f"{rasa}/turn", json=turn, headers=known, timeout=20).json() for _ in range(2))
    assert one == again


def register(stack, **query):
    return requests.get(f"{stack.url}/api/register", params=query, timeout=20)


def test_the_register_is_listed_and_searched(stack):
    page = as_json(register(stack))
    assert page["providers"][0]["provider"] == "Intelligensa Limited"
    assert page["providers"][0]["status"] == "working_towards"
    assert (page["number"], page["total"] >= 1) == (1, True)
    assert as_json(register(stack, search="TELLIGENSA"))["total"] == 1
    none = as_json(register(stack, search="nobody has this name", page=7))
    assert none == {"providers": [], "total": 0, "number": 1, "pages": 1}


@pytest.mark.parametrize("query", [{"page": ""}, {"page": "0"}, {"page": "-1"}, {"page": "x"}, {"page": "\u0661"}, {"page": "9" * 10}])
def test_a_page_that_is_none_is_refused(stack, query):
    error(register(stack, **query), 400, "page_invalid")


@pytest.mark.parametrize(
    ("search", "code"), [("x" * 301, "search_too_long"), ("x" + " " * 300, "search_too_long"), ("a\u202e", "search_characters")]
)
def test_a_search_that_is_none_is_refused(stack, search, code):
    error(register(stack, search=search), 400, code)
