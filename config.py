"""Everything a deployment may change, read from the environment once; a bad value is refused in a sentence."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.utils import parseaddr
from enum import StrEnum
from pathlib import Path
from typing import Self
from urllib.parse import SplitResult, urlsplit

from config_reader import ConfigError as ConfigError
from config_reader import Reader

PROJECT = Path(__file__).resolve().parent
LOCALES = ("pl", "en")
LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")
LOOPBACK = ("localhost", "127.0.0.1", "::1")
SHORTEST_KEY = 32
MAKE_A_KEY = 'make one with: python3 -c "import secrets; print(secrets.token_urlsafe(48))"'
DEVELOPMENT_KEY = "known to everybody, so only for development and tests"
MEGABYTE = 1024 * 1024
# A piece of a large file: small enough to be sent again after a lost connection, large enough to be worth a request.
CHUNK_MB = 4


class Environment(StrEnum):
    PRODUCTION = "production"
    DEVELOPMENT = "development"
    TEST = "test"


class Encryption(StrEnum):
    STARTTLS = "starttls"
    TLS = "tls"
    NONE = "none"


@dataclass(frozen=True, kw_only=True)
class Smtp:
    host: str
    port: int = 587
    user: str = ""
    password: str = field(default="", repr=False)
    encryption: Encryption = Encryption.STARTTLS


@dataclass(frozen=True, kw_only=True)
class S3:
    """An S3-compatible store; without an endpoint it is Amazon's own."""

    bucket: str
    endpoint: str = ""
    region: str = "us-east-1"
    prefix: str = ""
    key_id: str = field(repr=False)
    secret: str = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class Config:
    """The settings of one running application; tests build it by hand, a deployment by `from_env`."""

    secret_key: str = field(repr=False)
    secret_key_fallbacks: tuple[str, ...] = field(default=(), repr=False)
    environment: Environment = Environment.PRODUCTION
    debug: bool = False
    log_level: str = "INFO"
    host: str = "127.0.0.1"
    port: int = 8000
    workers: int = 2
    threads: int = 16
    trusted_proxies: int = 0
    public_url: str = "http://localhost:8000"
    database_url: str = field(default=f"sqlite:///{PROJECT / 'var' / 'awards.sqlite'}", repr=False)
    storage_dir: Path = PROJECT / "var" / "files"
    spool_dir: Path = PROJECT / "var" / "spool"
    s3: S3 | None = None
    clamd: str = ""
    mail_dir: Path = PROJECT / "var" / "mail"
    mail_from: str = "Złote Lajki <awards@localhost>"
    smtp: Smtp | None = None
    default_locale: str = "pl"
    max_upload_mb: int = 20

    @classmethod
    def from_env(cls, env: Mapping[str, str] = os.environ) -> Self:
        read = Reader(env)
        environment = read.choice("AWARDS_ENV", Environment.PRODUCTION)
        var = var_dir(env)
        port = read.number("PORT", 8000, 1, 65535)
        return cls(
            secret_key=_secret_key(read, var, environment),
            secret_key_fallbacks=_fallbacks(read),
            environment=environment,
            debug=_debug(read, environment),
            log_level=read.one_of("LOG_LEVEL", "INFO", LOG_LEVELS),
            host=read.text("HOST", "127.0.0.1"),
            port=port,
            workers=read.number("WORKERS", 2, 1, 64),
            threads=read.number("THREADS", 16, 1, 256),
            trusted_proxies=read.number("TRUSTED_PROXIES", 0, 0, 9),
            public_url=_public_url(read, port, environment),
            database_url=_database_url(read, var),
            storage_dir=read.folder("STORAGE_DIR", var / "files"),
            spool_dir=read.folder("SPOOL_DIR", var / "spool"),
            s3=_s3(read),
            clamd=_clamd(read),
            mail_dir=read.folder("MAIL_DIR", var / "mail"),
            mail_from=_mail_from(read),
            smtp=_smtp(read),
            default_locale=read.one_of("DEFAULT_LOCALE", "pl", LOCALES),
            max_upload_mb=read.number("MAX_UPLOAD_MB", 20, 1, 1024),
        )

    @property
    def is_secure(self) -> bool:
        return self.public_url.startswith("https://")

    @property
    def is_local(self) -> bool:
        """Nobody but this machine is meant to open the application, so example accounts do no harm."""
        return self.host in LOOPBACK and urlsplit(self.public_url).hostname in LOOPBACK

    @property
    def trusted_hosts(self) -> list[str]:
        """The names that a request may call us by: a forged Host header must never reach a mailed link."""
        host = urlsplit(self.public_url).hostname or ""
        return ["localhost", "127.0.0.1"] if self.is_local else [host]

    def for_flask(self) -> dict[str, object]:
        return self._security() | {
            "DEBUG": self.debug,
            "TESTING": self.environment is Environment.TEST,
            "LOG_LEVEL": self.log_level,
            "DATABASE_URL": self.database_url,
            "SPOOL_DIR": self.spool_dir,
            "MAIL_DIR": self.mail_dir,
            "MAIL_FROM": self.mail_from,
            "SMTP": self.smtp,
            "PUBLIC_URL": self.public_url,
            "PREFERRED_URL_SCHEME": "https" if self.is_secure else "http",
            "TRUSTED_PROXIES": self.trusted_proxies,
            "BABEL_DEFAULT_LOCALE": self.default_locale,
            "BABEL_DEFAULT_TIMEZONE": "Europe/Warsaw",
            "MAX_UPLOAD_BYTES": self.max_upload_mb * MEGABYTE,
            "CHUNK_BYTES": min(CHUNK_MB, self.max_upload_mb) * MEGABYTE,
            # One file and the fields around it in a request; the text of one form in memory.
            "MAX_CONTENT_LENGTH": (self.max_upload_mb + 1) * MEGABYTE,
            "MAX_FORM_MEMORY_SIZE": MEGABYTE,
        }

    def _security(self) -> dict[str, object]:
        return {
            "SECRET_KEY": self.secret_key,
            "SECRET_KEY_FALLBACKS": list(self.secret_key_fallbacks),
            "TRUSTED_HOSTS": self.trusted_hosts,
            # A browser takes a __Host- cookie only over https, for the whole site and from this host alone.
            "SESSION_COOKIE_NAME": "__Host-session" if self.is_secure else "session",
            "SESSION_COOKIE_SECURE": self.is_secure,
            "SESSION_COOKIE_HTTPONLY": True,
            "SESSION_COOKIE_SAMESITE": "Lax",
            # The token lives as long as the session: a juror's page may stay open all day.
            "WTF_CSRF_TIME_LIMIT": None,
            "WTF_CSRF_SSL_STRICT": self.is_secure,
        }


def var_dir(env: Mapping[str, str] = os.environ) -> Path:
    """The folder of all that the application keeps, when nothing else is set."""
    return Reader(env).folder("VAR_DIR", PROJECT / "var")


def secret_key_file(env: Mapping[str, str] = os.environ) -> Path:
    return Reader(env).folder("SECRET_KEY_FILE", var_dir(env) / "secret_key")


def _secret_key(read: Reader, var: Path, environment: Environment) -> str:
    file = read.folder("SECRET_KEY_FILE", var / "secret_key")
    key = read.text("SECRET_KEY") or _content_of(file)
    if not key and environment is not Environment.PRODUCTION:
        return DEVELOPMENT_KEY
    if not key:
        raise ConfigError(f"SECRET_KEY is not set and there is no {file}; expected a long random text, {MAKE_A_KEY}")
    return _long_enough("SECRET_KEY", key)


def _content_of(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        return ""
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"SECRET_KEY_FILE is {str(file)!r}; expected a readable text file ({error}).") from error


def _long_enough(name: str, key: str) -> str:
    if len(key) < SHORTEST_KEY:
        raise ConfigError(f"{name} has {len(key)} characters; expected at least {SHORTEST_KEY}, {MAKE_A_KEY}")
    return key


def _fallbacks(read: Reader) -> tuple[str, ...]:
    keys = (key.strip() for key in read.text("SECRET_KEY_FALLBACKS").split(","))
    return tuple(_long_enough("SECRET_KEY_FALLBACKS", key) for key in keys if key)


def _debug(read: Reader, environment: Environment) -> bool:
    debug = read.one_of("DEBUG", "0", ("0", "1")) == "1"
    if debug and environment is Environment.PRODUCTION:
        raise ConfigError("DEBUG is '1' in production, where it shows internals; expected 0 or AWARDS_ENV=development.")
    return debug


def _public_url(read: Reader, port: int, environment: Environment) -> str:
    text = read.text("PUBLIC_URL", f"http://localhost:{port}").removesuffix("/")
    url = _split(text)
    if url.scheme not in ("http", "https") or not url.hostname or text != f"{url.scheme}://{url.netloc}":
        raise ConfigError(f"PUBLIC_URL is {text!r}; expected an address like https://awards.example, without a path.")
    if environment is Environment.PRODUCTION and url.scheme == "http" and url.hostname not in LOOPBACK:
        raise ConfigError(
            f"PUBLIC_URL is {text!r}, so passwords would travel unencrypted; "
            "expected https://…, or AWARDS_ENV=development for a trial on a local network."
        )
    return text


def _split(text: str) -> SplitResult:
    """The parts of an address; what cannot be read as one has no parts."""
    try:
        url = urlsplit(text)
        is_odd = "@" in url.netloc or url.port == 0
    except ValueError:
        return urlsplit("")
    return urlsplit("") if is_odd else url


def _database_url(read: Reader, var: Path) -> str:
    url = read.text("DATABASE_URL", f"sqlite:///{var / 'awards.sqlite'}")
    url = re.sub(r"^(postgres|postgresql\+psycopg)://", "postgresql://", url)
    if not url.startswith(("sqlite:///", "postgresql://")) or url == "sqlite:///:memory:":
        # Never the value itself: it may hold a password.
        raise ConfigError(
            f"DATABASE_URL begins with {url.split(':')[0]!r} and cannot be used; "
            "expected sqlite:////path/to/awards.sqlite or postgresql://user:password@host/name."
        )
    return url


def _mail_from(read: Reader) -> str:
    text = read.text("MAIL_FROM", "" if read.text("SMTP_HOST") else "Złote Lajki <awards@localhost>")
    address = parseaddr(text)[1]
    if not re.fullmatch(r"[^@\s]+@[^@\s]+", address) or not text.isprintable():
        raise ConfigError(f"MAIL_FROM is {text!r}; expected an address such as Złote Lajki <awards@city.example>.")
    return text


def _smtp(read: Reader) -> Smtp | None:
    host = read.text("SMTP_HOST")
    user, password = read.text("SMTP_USER"), read.text("SMTP_PASSWORD")
    encryption = read.choice("SMTP_TLS", Encryption.STARTTLS)
    port = read.number("SMTP_PORT", 465 if encryption is Encryption.TLS else 587, 1, 65535)
    for name, value, needed in (("SMTP_USER", user, host and password), ("SMTP_PASSWORD", password, host and user)):
        if value and not needed:
            raise ConfigError(f"{name} is set alone; expected SMTP_HOST, SMTP_USER and SMTP_PASSWORD together.")
    if password and encryption is Encryption.NONE and host not in LOOPBACK:
        raise ConfigError("SMTP_TLS is 'none', so the password would travel unencrypted; expected starttls or tls.")
    return Smtp(host=host, port=port, user=user, password=password, encryption=encryption) if host else None


def _s3(read: Reader) -> S3 | None:
    bucket, key_id, secret = (read.text(name) for name in ("S3_BUCKET", "S3_KEY_ID", "S3_SECRET"))
    if not bucket and not key_id and not secret and not read.text("S3_ENDPOINT"):
        return None
    if not bucket or not key_id or not secret:
        raise ConfigError("S3 is set in part; expected S3_BUCKET, S3_KEY_ID and S3_SECRET together.")
    endpoint = read.text("S3_ENDPOINT")
    url = _split(endpoint)
    if endpoint and (url.scheme not in ("http", "https") or not url.hostname):
        raise ConfigError(f"S3_ENDPOINT is {endpoint!r}; expected an address like https://s3.example.")
    if url.scheme == "http" and url.hostname not in LOOPBACK:
        raise ConfigError(f"S3_ENDPOINT is {endpoint!r}, so files would travel unencrypted; expected https://….")
    prefix, region = read.text("S3_PREFIX"), read.text("S3_REGION", "us-east-1")
    return S3(bucket=bucket, endpoint=endpoint, region=region, prefix=prefix, key_id=key_id, secret=secret)


def _clamd(read: Reader) -> str:
    """`host:port`, or the path of a socket."""
    text = read.text("AWARDS_CLAMD").removeprefix("unix:")
    host, _, port = text.rpartition(":")
    if text and not text.startswith("/") and not (host and re.fullmatch(r"[0-9]{1,5}", port) and 0 < int(port) < 65536):
        raise ConfigError(f"AWARDS_CLAMD is {text!r}; expected host:port or the path of a socket, /run/clamd.ctl.")
    return text
