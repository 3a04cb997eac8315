"""The configuration: what is read, what each setting becomes, and that every bad value is refused in a sentence."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from config import DEVELOPMENT_KEY, S3, Config, ConfigError, Encryption, Environment, Smtp

KEY = "k" * 48
SMTP = {"SMTP_HOST": "mail.example", "MAIL_FROM": "awards@city.example"}


@pytest.fixture
def env(tmp_path: Path) -> dict[str, str]:
    """The least that a production needs, apart from whatever lies in this checkout."""
    return {"SECRET_KEY": KEY, "VAR_DIR": str(tmp_path)}


def refusal(env: Mapping[str, str]) -> str:
    with pytest.raises(ConfigError) as refused:
        Config.from_env(env)
    return str(refused.value)


def test_a_key_is_all_that_a_production_must_set(env: dict[str, str], tmp_path: Path) -> None:
    config = Config.from_env(env)

    assert config.environment is Environment.PRODUCTION
    assert (config.host, config.port, config.debug, config.smtp) == ("127.0.0.1", 8000, False, None)
    assert config.database_url == f"sqlite:///{tmp_path}/awards.sqlite"
    assert (config.storage_dir, config.mail_dir) == (tmp_path / "files", tmp_path / "mail")


def test_every_setting_is_read(env: dict[str, str], tmp_path: Path) -> None:
    config = Config.from_env(
        env
        | SMTP
        | {
            "AWARDS_ENV": "development",
            "SECRET_KEY_FALLBACKS": f"{'a' * 32}, {'b' * 32}",
            "DEBUG": "1",
            "LOG_LEVEL": "WARNING",
            "HOST": "0.0.0.0",  # noqa: S104
            "PORT": "9000",
            "WORKERS": "4",
            "THREADS": "8",
            "TRUSTED_PROXIES": "1",
            "PUBLIC_URL": "https://awards.example/",
            "DATABASE_URL": "postgresql://user:password@db/awards",
            "STORAGE_DIR": str(tmp_path / "elsewhere"),
            "SPOOL_DIR": str(tmp_path / "coming"),
            "S3_BUCKET": "awards",
            "S3_ENDPOINT": "https://s3.example",
            "S3_REGION": "eu-central-1",
            "S3_PREFIX": "2026",
            "S3_KEY_ID": "key",
            "S3_SECRET": "secret",
            "AWARDS_CLAMD": "clamd.example:3310",
            "MAIL_DIR": str(tmp_path / "letters"),
            "SMTP_PORT": "2525",
            "SMTP_USER": "user",
            "SMTP_PASSWORD": "password",
            "SMTP_TLS": "tls",
            "DEFAULT_LOCALE": "en",
            "MAX_UPLOAD_MB": "5",
        }
    )

    assert config == Config(
        secret_key=KEY,
        secret_key_fallbacks=("a" * 32, "b" * 32),
        environment=Environment.DEVELOPMENT,
        debug=True,
        log_level="WARNING",
        host="0.0.0.0",  # noqa: S104
        port=9000,
        workers=4,
        threads=8,
        trusted_proxies=1,
        public_url="https://awards.example",
        database_url="postgresql://user:password@db/awards",
        storage_dir=tmp_path / "elsewhere",
        spool_dir=tmp_path / "coming",
        s3=S3(
            bucket="awards",
            endpoint="https://s3.example",
            region="eu-central-1",
            prefix="2026",
            key_id="key",
            secret="secret",
        ),
        clamd="clamd.example:3310",
        mail_dir=tmp_path / "letters",
        mail_from="awards@city.example",
        smtp=Smtp(host="mail.example", port=2525, user="user", password="password", encryption=Encryption.TLS),
        default_locale="en",
        max_upload_mb=5,
    )


def test_production_without_a_key_is_refused_and_told_how_to_make_one(tmp_path: Path) -> None:
    said = refusal({"VAR_DIR": str(tmp_path)})

    assert said.startswith("SECRET_KEY is not set")
    assert 'python3 -c "import secrets; print(secrets.token_urlsafe(48))"' in said


def test_development_without_a_key_takes_one_that_everybody_knows(tmp_path: Path) -> None:
    config = Config.from_env({"AWARDS_ENV": "development", "VAR_DIR": str(tmp_path)})

    assert config.secret_key == DEVELOPMENT_KEY


def test_the_key_is_read_from_its_file_when_it_is_not_set(tmp_path: Path) -> None:
    (tmp_path / "secret_key").write_text(f"{KEY}\n", encoding="utf-8")

    assert Config.from_env({"VAR_DIR": str(tmp_path)}).secret_key == KEY


def test_a_set_key_goes_before_its_file(env: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "secret_key").write_text("f" * 48, encoding="utf-8")

    assert Config.from_env(env).secret_key == KEY


def test_an_empty_variable_counts_as_not_set(env: dict[str, str]) -> None:
    assert Config.from_env(env | {"PORT": "", "PUBLIC_URL": " ", "SMTP_HOST": ""}) == Config.from_env(env)


def test_the_public_address_follows_the_port(env: dict[str, str]) -> None:
    assert Config.from_env(env | {"PORT": "9000"}).public_url == "http://localhost:9000"


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("AWARDS_ENV", "staging", "production, development, test"),
        ("SECRET_KEY", "short", "at least 32"),
        ("SECRET_KEY_FALLBACKS", "short", "at least 32"),
        ("DEBUG", "yes", "0, 1"),
        ("DEBUG", "1", "AWARDS_ENV=development"),
        ("LOG_LEVEL", "loud", "DEBUG, INFO, WARNING, ERROR"),
        ("PORT", "http", "1 to 65535"),
        ("PORT", "0", "1 to 65535"),
        ("PORT", "65536", "1 to 65535"),
        ("PORT", "-1", "1 to 65535"),
        ("PORT", "٨٠٠٠", "1 to 65535"),
        ("WORKERS", "0", "1 to 64"),
        ("THREADS", "1000", "1 to 256"),
        ("TRUSTED_PROXIES", "10", "0 to 9"),
        ("MAX_UPLOAD_MB", "2.5", "1 to 1024"),
        ("DEFAULT_LOCALE", "de", "pl, en"),
        ("PUBLIC_URL", "awards.example", "https://awards.example"),
        ("PUBLIC_URL", "ftp://awards.example", "https://awards.example"),
        ("PUBLIC_URL", "https://awards.example/path", "without a path"),
        ("PUBLIC_URL", "https://awards.example?a=b", "without a path"),
        ("PUBLIC_URL", "https://user@awards.example", "https://awards.example"),
        ("PUBLIC_URL", "https://awards.example:port", "https://awards.example"),
        ("PUBLIC_URL", "https://[::1", "https://awards.example"),
        ("PUBLIC_URL", "http://awards.example", "expected https://"),
        ("DATABASE_URL", "mysql://db/awards", "postgresql://"),
        ("DATABASE_URL", "awards.sqlite", "sqlite:////path"),
        ("DATABASE_URL", "sqlite:///:memory:", "sqlite:////path"),
        ("MAIL_FROM", "nobody", "awards@city.example"),
        ("MAIL_FROM", "Awards <a@b>\nBcc: x@y", "awards@city.example"),
        ("SMTP_TLS", "ssl", "starttls, tls, none"),
        ("SMTP_PORT", "smtp", "1 to 65535"),
        ("SMTP_USER", "user", "together"),
        ("SMTP_PASSWORD", "password", "together"),
    ],
)
def test_a_bad_value_is_refused_by_name_with_what_is_expected(
    env: dict[str, str], name: str, value: str, expected: str
) -> None:
    said = refusal(env | {name: value})

    assert said.startswith(f"{name} ")
    assert expected in said


def test_a_mail_server_needs_a_sender(env: dict[str, str]) -> None:
    assert refusal(env | {"SMTP_HOST": "mail.example"}).startswith("MAIL_FROM is ''")


def test_a_mail_password_never_travels_unencrypted(env: dict[str, str]) -> None:
    login = {"SMTP_USER": "user", "SMTP_PASSWORD": "password", "SMTP_TLS": "none"}

    assert refusal(env | SMTP | login).startswith("SMTP_TLS is 'none'")
    assert Config.from_env(env | SMTP | login | {"SMTP_HOST": "localhost"}).smtp is not None


def test_a_refused_database_address_does_not_show_its_password(env: dict[str, str]) -> None:
    assert "hunter2" not in refusal(env | {"DATABASE_URL": "mysql://user:hunter2@db/awards"})


def test_a_key_file_that_cannot_be_read_is_refused(env: dict[str, str], tmp_path: Path) -> None:
    del env["SECRET_KEY"]
    (tmp_path / "secret_key").write_bytes(b"\xff" * 48)

    assert refusal(env).startswith("SECRET_KEY_FILE is")


def test_secrets_are_not_in_the_printed_configuration(env: dict[str, str]) -> None:
    hidden = {"SMTP_USER": "user", "SMTP_PASSWORD": "hunter2", "DATABASE_URL": "postgresql://user:hunter2@db/awards"}

    printed = repr(Config.from_env(env | SMTP | hidden | {"SECRET_KEY_FALLBACKS": "f" * 40}))

    assert KEY not in printed
    assert "f" * 40 not in printed
    assert "hunter2" not in printed


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_every_spelling_of_postgresql_means_the_same(env: dict[str, str], scheme: str) -> None:
    config = Config.from_env(env | {"DATABASE_URL": f"{scheme}://db/awards"})

    assert config.database_url == "postgresql://db/awards"


def test_cookies_are_bound_to_https_and_to_the_host_when_the_address_is_https(env: dict[str, str]) -> None:
    flask = Config.from_env(env | {"PUBLIC_URL": "https://awards.example"}).for_flask()

    assert flask["SESSION_COOKIE_NAME"] == "__Host-session"
    assert flask["SESSION_COOKIE_SECURE"] is True
    assert flask["PREFERRED_URL_SCHEME"] == "https"
    assert flask["TRUSTED_HOSTS"] == ["awards.example"]


def test_a_trial_on_this_machine_needs_no_https(env: dict[str, str]) -> None:
    flask = Config.from_env(env).for_flask()

    assert flask["SESSION_COOKIE_NAME"] == "session"
    assert flask["SESSION_COOKIE_SECURE"] is False
    assert flask["TRUSTED_HOSTS"] == ["localhost", "127.0.0.1"]


def test_a_server_that_others_reach_is_not_local_whatever_its_address(env: dict[str, str]) -> None:
    assert Config.from_env(env).is_local
    assert not Config.from_env(env | {"HOST": "0.0.0.0"}).is_local  # noqa: S104
    assert not Config.from_env(env | {"AWARDS_ENV": "development", "PUBLIC_URL": "http://192.168.0.4:8000"}).is_local


def test_scripts_never_see_the_cookie_and_other_sites_never_send_it(env: dict[str, str]) -> None:
    flask = Config.from_env(env).for_flask()

    assert flask["SESSION_COOKIE_HTTPONLY"] is True
    assert flask["SESSION_COOKIE_SAMESITE"] == "Lax"


def test_a_request_may_hold_one_file_of_the_largest_size_and_its_fields(env: dict[str, str]) -> None:
    flask = Config.from_env(env | {"MAX_UPLOAD_MB": "5"}).for_flask()

    assert flask["MAX_UPLOAD_BYTES"] == 5 * 1024 * 1024
    assert flask["MAX_CONTENT_LENGTH"] == 6 * 1024 * 1024


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"S3_BUCKET": "awards"}, "S3_KEY_ID"),
        ({"S3_ENDPOINT": "https://s3.example"}, "together"),
        ({"S3_BUCKET": "b", "S3_KEY_ID": "k", "S3_SECRET": "s", "S3_ENDPOINT": "s3.example"}, "https://s3.example"),
        ({"S3_BUCKET": "b", "S3_KEY_ID": "k", "S3_SECRET": "s", "S3_ENDPOINT": "http://s3.example"}, "unencrypted"),
        ({"AWARDS_CLAMD": "clamd"}, "host:port"),
        ({"AWARDS_CLAMD": "clamd:0"}, "host:port"),
        ({"AWARDS_CLAMD": "clamd:99999"}, "host:port"),
    ],
)
def test_a_store_or_scanner_that_is_set_in_part_is_refused(env, settings, words):
    assert words in refusal(env | settings)


def test_a_scanner_may_listen_on_a_socket(env):
    assert Config.from_env(env | {"AWARDS_CLAMD": "unix:/run/clamd.ctl"}).clamd == "/run/clamd.ctl"
