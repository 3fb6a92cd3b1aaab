"""What a standard client meets when it asks too much, and when the assistant does not answer: a front alone, without Rasa."""

import uuid

import pytest
import requests

from tests.conftest import HANDSHAKE, OFFICE, as_json
from tests.test_standard_clients import Node, texts


@pytest.fixture
def front(front_alone):
    limits = {"RRN_SESSION_LIMIT": "3/minute", "RRN_CONVERSATION_LIMIT": "2/minute", "RRN_ADDRESS_LIMIT": "5/minute"}
    return f"http://127.0.0.1:{front_alone(RRN_STANDARD_CLIENTS='rest,socketio', **limits)}"


def ask(front, sender):
    return requests.post(f"{front}/webhooks/rest/webhook", json={"sender": sender, "message": "Does it apply to schools?"}, timeout=20)


def refused(response):
    error = as_json(response)["error"]
    assert (response.status_code, error["code"]) == (429, "too_many_requests")
    assert int(response.headers["Retry-After"]) >= 1


def test_no_answer_is_said_plainly(front):
    answer = ask(front, "somebody")
    error = as_json(answer)["error"]
    assert (answer.status_code, error["code"]) == (503, "assistant_unavailable")
    assert OFFICE in error["message"]
    node = Node()
    assert node("connect", client="a", url=front, transport="websocket")["sid"]
    assert OFFICE in texts(node("say", client="a", data={"message": "Does it apply to schools?"})["uttered"])
    node.close()


def test_new_conversations_of_an_address(front):
    for number in range(3):
        assert ask(front, f"guess {number}").status_code == 503
    refused(ask(front, "guess 4"))
    refused(ask(front, str(uuid.uuid4())))


def test_messages_of_a_conversation(front):
    sender = str(uuid.uuid4())
    assert [ask(front, sender).status_code for _ in range(2)] == [503, 503]
    refused(ask(front, sender))


def test_connections_of_an_address(front):
    for _ in range(5):
        assert requests.get(f"{front}{HANDSHAKE}", timeout=20).status_code == 200
    refused(requests.get(f"{front}{HANDSHAKE}", timeout=20))
    assert requests.get(f"{front}{HANDSHAKE}&sid=unknown", timeout=20).status_code == 400


def test_messages_of_a_socket(front):
    node = Node()
    node("connect", client="a", url=front, transport="polling")
    said = [texts(node("say", client="a", data={"message": "Does it apply to schools?"})["uttered"]) for _ in range(3)]
    assert OFFICE in said[1]
    assert "That was a lot at once" in said[2]
    node.close()
