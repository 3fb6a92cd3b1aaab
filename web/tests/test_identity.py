import base64
import datetime as dt
import hashlib
import hmac
import json
import time

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from rrn_web.errors import ApiError
from rrn_web.identity import MAX_TOKEN, IntranetSignIn, SessionTokens, new_conversation
from rrn_web.settings import Intranet

SECRET = "a secret of thirty-two bytes or more"
OTHER = "another secret of thirty-two bytes or more"
ISSUER, AUDIENCE = "https://intranet.test", "rrn-assistant"


def now(**shift):
    return int((dt.datetime.now(dt.UTC) + dt.timedelta(**shift)).timestamp())


def claims(**changed):
    values = {"iss": ISSUER, "aud": AUDIENCE, "sub": "alice", "iat": now(), "exp": now(minutes=5), **changed}
    return {name: value for name, value in values.items() if value is not ...}


def unsigned(header, body, signature=b""):
    parts = [json.dumps(header).encode(), json.dumps(body).encode(), signature]
    return ".".join(base64.urlsafe_b64encode(part).rstrip(b"=").decode() for part in parts)


def test_a_session_token_stands_for_its_conversation():
    tokens = SessionTokens(SECRET, hours=1)
    session = tokens.issue("conversation-1")
    assert tokens.conversation(session.token) == "conversation-1"
    assert session.expires_at > dt.datetime.now(dt.UTC)


def test_conversations_cannot_be_guessed():
    ids = {new_conversation() for _ in range(1000)}
    assert len(ids) == 1000
    assert min(map(len, ids)) >= 24


@pytest.mark.parametrize("token", ["", "x", "a.b.c", "x" * (MAX_TOKEN + 1)])
def test_a_token_that_is_none_is_refused(token):
    with pytest.raises(ApiError) as refused:
        SessionTokens(SECRET, 1).conversation(token)
    assert (refused.value.status, refused.value.code) == (401, "session_invalid")


def test_a_token_of_another_key_or_of_the_past_is_refused():
    with pytest.raises(ApiError):
        SessionTokens(SECRET, 1).conversation(SessionTokens(OTHER, 1).issue("c").token)
    with pytest.raises(ApiError) as refused:
        SessionTokens(SECRET, 1).conversation(SessionTokens(SECRET, -1).issue("c").token)
    assert refused.value.code == "session_expired"


def test_a_token_that_was_in_use_ends_at_its_time(monkeypatch):
    tokens = SessionTokens(SECRET, hours=1)
    session = tokens.issue("c")
    assert tokens.conversation(session.token) == "c"
    monkeypatch.setattr(time, "time", lambda: session.expires_at.timestamp() - 1)
    assert tokens.conversation(session.token) == "c"
    monkeypatch.setattr(time, "time", lambda: session.expires_at.timestamp())
    with pytest.raises(ApiError) as refused:
        tokens.conversation(session.token)
    assert refused.value.code == "session_expired"


@pytest.fixture(scope="module")
def rsa_key():
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@pytest.fixture(scope="module")
def ec_key():
    return ec.generate_private_key(ec.SECP256R1())


@pytest.fixture
def jwks(tmp_path, rsa_key, ec_key):
    keys = [
        {**jwt.algorithms.RSAAlgorithm.to_jwk(rsa_key.public_key(), as_dict=True), "kid": "r", "alg": "RS256", "use": "sig"},
        {**jwt.algorithms.ECAlgorithm.to_jwk(ec_key.public_key(), as_dict=True), "kid": "e", "alg": "ES256", "use": "sig"},
    ]
    path = tmp_path / "jwks.json"
    path.write_text(json.dumps({"keys": keys}))
    return IntranetSignIn(Intranet(ISSUER, AUDIENCE, jwks=path))


def test_a_shared_secret_signs_in():
    sign_in = IntranetSignIn(Intranet(ISSUER, AUDIENCE, SECRET))
    assert sign_in.person(jwt.encode(claims(), SECRET, "HS256")) == f"{ISSUER}|alice"
    assert sign_in.person(jwt.encode(claims(exp=now(seconds=-10)), SECRET, "HS256"))  # within the clocks' skew


def test_public_keys_sign_in(jwks, rsa_key, ec_key):
    assert jwks.person(jwt.encode(claims(), rsa_key, "RS256", headers={"kid": "r"})).endswith("|alice")
    assert jwks.person(jwt.encode(claims(), ec_key, "ES256", headers={"kid": "e"})).endswith("|alice")


@pytest.fixture
def rotated(tmp_path):
    """The file of a key, and a new one to take its place; each writes its own file as whole, as a rotation does."""
    path = tmp_path / "rotated.json"

    def write(*names):
        keys = {name: kept.setdefault(name, ec.generate_private_key(ec.SECP256R1())) for name in names}
        public = [{**jwt.algorithms.ECAlgorithm.to_jwk(key.public_key(), as_dict=True), "kid": name} for name, key in keys.items()]
        new = path.with_suffix(".new")
        new.write_text(json.dumps({"keys": public}))
        new.replace(path)

    kept = {}
    write("one")
    sign_in = IntranetSignIn(Intranet(ISSUER, AUDIENCE, jwks=path))
    return path, write, lambda name: sign_in.person(jwt.encode(claims(), kept[name], "ES256", headers={"kid": name}))


def test_a_rotated_key_holds_at_once_and_the_old_one_no_more(rotated):
    _, write, signed_in_by = rotated
    assert signed_in_by("one").endswith("|alice")
    write("one", "two")
    assert signed_in_by("two").endswith("|alice")
    assert signed_in_by("one").endswith("|alice")
    write("two")
    assert signed_in_by("two").endswith("|alice")
    with pytest.raises(ApiError) as refused:
        signed_in_by("one")
    assert (refused.value.status, refused.value.code) == (401, "sign_in_invalid")


@pytest.mark.parametrize("broken", ["", "{", "[]", '{"keys": 7}', '{"keys": ["x"]}', '{"keys": [{"kty": "EC"}]}', None])
def test_a_file_that_cannot_be_read_leaves_the_keys_from_before(rotated, broken, caplog):
    path, write, signed_in_by = rotated
    path.unlink()
    if broken is not None:
        path.write_text(broken)
    for _ in range(3):
        assert signed_in_by("one").endswith("|alice")
    assert caplog.text.count("The keys from before hold.") == 1  # not for each person who signs in
    write("two")
    assert signed_in_by("two").endswith("|alice")


def test_a_file_that_cannot_be_read_at_the_start_is_named(tmp_path):
    (tmp_path / "jwks.json").write_text("{")
    with pytest.raises(ValueError, match=r"The keys of .*jwks\.json cannot be read"):
        IntranetSignIn(Intranet(ISSUER, AUDIENCE, jwks=tmp_path / "jwks.json"))


FORGED_CLAIMS = {
    "expired": {"exp": now(minutes=-5)},
    "no expiry": {"exp": ...},
    "expiry is a word": {"exp": "tomorrow"},
    "expiry is a list": {"exp": [1]},
    "not yet": {"nbf": now(minutes=5)},
    "issued in the future": {"iat": now(minutes=5)},
    "no issue date": {"iat": ...},
    "other audience": {"aud": "another-service"},
    "no audience": {"aud": ...},
    "audience is a number": {"aud": 7},
    "other issuer": {"iss": "https://elsewhere.test"},
    "no issuer": {"iss": ...},
    "issuer is a list": {"iss": [ISSUER]},
    "no subject": {"sub": ...},
    "empty subject": {"sub": ""},
    "subject is a number": {"sub": 7},
    "subject is an object": {"sub": {"name": "alice"}},
}


@pytest.mark.parametrize("changed", FORGED_CLAIMS.values(), ids=FORGED_CLAIMS)
def test_forged_claims_are_refused(changed):
    sign_in = IntranetSignIn(Intranet(ISSUER, AUDIENCE, SECRET))
    signing_input = unsigned({"alg": "HS256", "typ": "JWT"}, claims(**changed)).rpartition(".")[0]
    signature = hmac.new(SECRET.encode(), signing_input.encode(), hashlib.sha256).digest()
    with pytest.raises(ApiError) as refused:
        sign_in.person(f"{signing_input}.{base64.urlsafe_b64encode(signature).rstrip(b'=').decode()}")
    assert refused.value.status == 401


@pytest.mark.parametrize("algorithm", ["none", "None", "NONE", "nOnE", "HS384", "HS512", "RS256", "", None, 7, ["HS256"]])
def test_another_algorithm_is_refused(algorithm):
    with pytest.raises(ApiError) as refused:
        IntranetSignIn(Intranet(ISSUER, AUDIENCE, SECRET)).person(unsigned({"alg": algorithm, "typ": "JWT"}, claims()))
    assert refused.value.status == 401


def test_a_wrong_key_is_refused(jwks, rsa_key):
    other = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    public = rsa_key.public_key()
    pem = public.public_bytes(*_pem())
    confused = unsigned({"alg": "HS256", "kid": "r"}, claims()).rpartition(".")[0]
    signature = hmac.new(pem, confused.encode(), hashlib.sha256).digest()
    tokens = [
        jwt.encode(claims(), other, "RS256", headers={"kid": "r"}),
        jwt.encode(claims(), rsa_key, "RS256", headers={"kid": "e"}),
        jwt.encode(claims(), rsa_key, "RS256", headers={"kid": "../../etc/passwd"}),
        jwt.encode(claims(), rsa_key, "RS256"),
        jwt.encode(claims(), rsa_key, "RS512", headers={"kid": "r"}),
        jwt.encode(claims(), SECRET, "HS256", headers={"kid": "r"}),
        jwt.encode(
            claims(), other, "RS256", headers={"kid": "new", "jwk": jwt.algorithms.RSAAlgorithm.to_jwk(other.public_key(), as_dict=True)}
        ),
        f"{confused}.{base64.urlsafe_b64encode(signature).rstrip(b'=').decode()}",
        unsigned({"alg": "none", "kid": "r"}, claims()),
    ]
    for token in tokens:
        with pytest.raises(ApiError) as refused:
            jwks.person(token)
        assert refused.value.status == 401


def _pem():
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    return Encoding.PEM, PublicFormat.SubjectPublicKeyInfo


def test_a_huge_token_is_refused():
    with pytest.raises(ApiError):
        IntranetSignIn(Intranet(ISSUER, AUDIENCE, SECRET)).person(jwt.encode(claims(sub="a" * 64_000), SECRET, "HS256"))
