"""Runs Alembic from the application: upgrade, downgrade, and the check that models and migrations agree."""

from pathlib import Path

from alembic import command
from alembic.config import Config

HERE = Path(__file__).parent


def settings(url: str) -> Config:
    """Alembic's settings for a database."""
    config = Config()
    config.set_main_option("script_location", str(HERE))
    config.attributes["url"] = url
    return config


def upgrade(url: str, to: str = "head") -> None:
    """Bring the tables up to a version."""
    _make_folder(url)
    command.upgrade(settings(url), to)


def downgrade(url: str, to: str = "base") -> None:
    """Take the tables down to a version."""
    command.downgrade(settings(url), to)


def check(url: str) -> None:
    """Raise if the models have something that no migration makes."""
    command.check(settings(url))


def _make_folder(url: str) -> None:
    if url.startswith("sqlite:///"):
        Path(url.removeprefix("sqlite:///")).parent.mkdir(parents=True, exist_ok=True)
