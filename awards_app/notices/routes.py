"""The outbox as a page: without a mail server, every link can be followed from here."""

import re
from uuid import UUID

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from awards_app.notices import queries
from awards_app.roles import Role
from awards_app.web.access import allow
from awards_app.web.paging import asked_page

bp = Blueprint("notices", __name__, url_prefix="/admin/outbox")
LINK = re.compile(r"(https?://[^\s<>\"]+)")


@bp.get("/")
@allow(Role.ADMINISTRATOR)
def outbox() -> ResponseReturnValue:
    """All mails, the newest first."""
    return render_template("notices/outbox.html", page=queries.mails(asked_page()), waiting=queries.count_waiting())


@bp.get("/<uuid:mail_id>")
@allow(Role.ADMINISTRATOR)
def mail(mail_id: UUID) -> ResponseReturnValue:
    """One mail with its links."""
    found = queries.get_mail(mail_id)
    # Odd parts are the links, even ones the text between them.
    return render_template("notices/mail.html", mail=found, parts=LINK.split(found.text))
