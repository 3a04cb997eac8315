"""Wording the statement of impartiality and confidentiality, and making it: nobody sees an entry before."""

import json
import tomllib
from datetime import datetime
from functools import cache
from hashlib import sha256
from pathlib import Path

from flask_babel import gettext as _

from awards_app import audit
from awards_app.accounts.models import User
from awards_app.db import db
from awards_app.editions import gate
from awards_app.editions.models import Edition
from awards_app.editions.phases import Act
from awards_app.errors import Stale
from awards_app.i18n import Localised
from awards_app.jury import statement_queries as queries
from awards_app.jury.events import StatementMade, StatementWorded
from awards_app.jury.statement_models import Acceptance, Statement

DEFAULT = Path(__file__).parent / "data" / "statement.toml"


@cache
def default_text() -> Localised:
    """What a statement says unless the organiser words it otherwise."""
    return Localised(**{code: text.strip() for code, text in tomllib.loads(DEFAULT.read_text("utf-8")).items()})


def word(edition: Edition, text: Localised, base: int, *, by: audit.Actor, at: datetime) -> Statement:
    """Word it anew; jurors who made an earlier one make it again. Raises Stale if somebody worded it since `base`."""
    gate.require_alone(edition, Act.WORD_STATEMENT, at)
    present = queries.statement_of(edition)
    if base != (present.number if present else 0):
        raise Stale(_("Somebody else changed these texts meanwhile. Compare them with yours below, then save again."))
    if present is not None and present.text == text:
        return present
    return _publish(edition, text, by, at)


def hold(edition: Edition, *, by: audit.Actor | None, at: datetime) -> Statement:
    """The statement in force; where none was worded, the usual one becomes it."""
    return queries.statement_of(edition) or _publish(edition, default_text(), by, at)


def _publish(edition: Edition, text: Localised, by: audit.Actor | None, at: datetime) -> Statement:
    present = queries.statement_of(edition)
    worded = Statement(
        edition=edition,
        number=present.number + 1 if present else 1,
        text=text,
        sha256=sha256(json.dumps({"pl": text.pl, "en": text.en}, ensure_ascii=False).encode()).hexdigest(),
        published_at=at,
    )
    db.session.add(worded)
    db.session.flush()
    event = StatementWorded(edition=edition.id, statement=worded.id, version=worded.number, sha256=worded.sha256)
    audit.record(event, by=by, at=at)
    return worded


def make(edition: Edition, number: int, *, by: User, at: datetime) -> Acceptance:
    """The juror makes the statement that was shown to them. Raises Stale if another one is in force by now."""
    gate.require_alone(edition, Act.MAKE_STATEMENT, at)
    present = queries.statement_of(edition)
    if present is None or present.number != number:
        raise Stale(_("The statement has been worded anew. Read it, then confirm it."))
    if made := queries.find_acceptance(present, by.id):
        return made
    made = Acceptance(statement=present, juror_id=by.id, accepted_at=at)
    db.session.add(made)
    db.session.flush()
    event = StatementMade(
        edition=edition.id, statement=present.id, juror=by.id, version=present.number, sha256=present.sha256
    )
    audit.record(event, by=by, at=at)
    return made
