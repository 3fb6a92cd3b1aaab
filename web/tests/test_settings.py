import pytest
from rrn_web.settings import SettingsError, read_settings


def settings(tmp_path, **values):
    return read_settings({"RRN_STATE": str(tmp_path), **values})


def test_the_default_listens_on_loopback_and_keeps_its_secret(tmp_path):
    first, second = settings(tmp_path), settings(tmp_path)
    assert (first.host, first.port) == ("127.0.0.1", 8080)
    assert first.session_secret == second.session_secret
    assert len(first.session_secret) >= 32
    assert (tmp_path / "session.secret").stat().st_mode & 0o077 == 0
    assert not first.origins
    assert first.intranet is None


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({"RRN_PORT": "many"}, "RRN_PORT is 'many'"),
        ({"RRN_SESSION_SECRET": "short"}, "RRN_SESSION_SECRET is too short"),
        ({"RRN_ALLOWED_ORIGINS": "*"}, "is no origin"),
        ({"RRN_ALLOWED_ORIGINS": "https://a.test/path"}, "is no origin"),
        ({"RRN_PUBLIC_URL": "assistant.test"}, "RRN_PUBLIC_URL: 'assistant.test' is no origin"),
        ({"RRN_FRAME_ANCESTORS": "https://*.test"}, "is no origin"),
        ({"RRN_INTRANET_SECRET": "x" * 32}, "RRN_INTRANET_ISSUER"),
        ({"RRN_INTRANET_SECRET": "x" * 32, "RRN_INTRANET_JWKS": "keys.json"}, "not both"),
        ({"RRN_INTRANET_JWKS": "nowhere.json", "RRN_INTRANET_ISSUER": "i", "RRN_INTRANET_AUDIENCE": "a"}, "there is no file"),
    ],
)
def test_a_wrong_setting_is_named(tmp_path, values, says):
    with pytest.raises(SettingsError, match=says.replace("*", r"\*")):
        settings(tmp_path, **values)


@pytest.mark.parametrize(
    ("values", "own"),
    [
        ({}, {"http://127.0.0.1:8080", "http://localhost:8080", "http://[::1]:8080"}),
        ({"RRN_PORT": "80"}, {"http://127.0.0.1", "http://localhost", "http://[::1]"}),
        ({"RRN_HOST": "0.0.0.0"}, {"http://127.0.0.1:8080", "http://localhost:8080", "http://[::1]:8080"}),
        ({"RRN_HOST": "10.0.0.7"}, {"http://127.0.0.1:8080", "http://localhost:8080", "http://[::1]:8080", "http://10.0.0.7:8080"}),
        (
            {"RRN_PUBLIC_URL": "https://assistant.test/"},
            {"https://assistant.test", "http://127.0.0.1:8080", "http://localhost:8080", "http://[::1]:8080"},
        ),
    ],
)
def test_our_own_origins_come_from_the_settings(tmp_path, values, own):
    assert settings(tmp_path, **values).own_origins == own


def test_origins_are_a_list(tmp_path):
    read = settings(tmp_path, RRN_ALLOWED_ORIGINS="https://a.test, https://b.test:8443/")
    assert read.origins == {"https://a.test", "https://b.test:8443"}
