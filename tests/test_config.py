"""Settings come from the environment alone; a bad one is refused in a sentence that names it."""

import pytest

from config import Config, ConfigError

KEY = "k" * 40


def test_production_refuses_to_start_without_a_secret_key_and_says_how_to_make_one(tmp_path):
    with pytest.raises(ConfigError, match="SECRET_KEY is not set.*token_urlsafe"):
        Config.from_env({"VAR_DIR": str(tmp_path)})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SECRET_KEY", "short"),
        ("PORT", "none"),
        ("PORT", "70000"),
        ("PUBLIC_URL", "ftp://example.org"),
        ("PUBLIC_URL", "http://awards.example"),
        ("DATABASE_URL", "mysql://localhost/x"),
        ("DEFAULT_LOCALE", "de"),
        ("MAX_UPLOAD_MB", "0"),
        ("SMTP_TLS", "maybe"),
        ("DEBUG", "1"),
        ("LOG_LEVEL", "LOUD"),
        ("MAIL_FROM", "nobody"),
    ],
)
def test_a_bad_setting_is_refused_by_its_name(name, value):
    with pytest.raises(ConfigError, match=name):
        Config.from_env({"SECRET_KEY": KEY, name: value})


def test_cookies_are_locked_to_the_host_where_the_address_is_secure():
    flask = Config.from_env({"SECRET_KEY": KEY, "PUBLIC_URL": "https://awards.example"}).for_flask()
    assert flask["SESSION_COOKIE_NAME"] == "__Host-session"
    assert flask["SESSION_COOKIE_SECURE"] is True


def test_the_old_name_of_postgresql_is_understood():
    config = Config.from_env({"SECRET_KEY": KEY, "DATABASE_URL": "postgres://me:pw@db/awards"})
    assert config.database_url == "postgresql://me:pw@db/awards"
