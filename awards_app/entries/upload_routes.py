"""Files in pieces, after the model of tus: announce, ask how much has come, send the next piece, finish or cancel.

`Upload-Offset` says where a piece belongs and how much there is; a piece that belongs elsewhere is a 409.
"""

from uuid import UUID

from flask import (
    Blueprint,
    Response,
    after_this_request,
    current_app,
    flash,
    jsonify,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from awards_app.clock import now
from awards_app.editions.models import Edition
from awards_app.entries import arriving, attachments, pages, queries, upload_queries
from awards_app.entries.arriving import Announced
from awards_app.entries.attachment_forms import AnnouncementForm, FinishForm
from awards_app.entries.files_part import files_part_of
from awards_app.entries.spool import spool
from awards_app.entries.upload_models import Upload
from awards_app.errors import Stale, TooLate
from awards_app.roles import Right, Role
from awards_app.web.access import allow

bp = Blueprint("uploads", __name__, url_prefix="/e/<edition>/entries/<uuid:entry_id>/uploads")
bp.register_error_handler(TooLate, pages.late_page)
ONE = "/<uuid:upload_id>"


@bp.post("")
@allow(Role.CITY)
def begin(edition: Edition, entry_id: UUID) -> ResponseReturnValue:
    """Announce a file; the answer says where to send it and how much of it is here already."""
    entry, form = queries.entry_of(current_user, edition, entry_id, Right.EDIT), AnnouncementForm()
    if not form.validate():
        return jsonify(error=_("This file cannot be announced. Choose it again.")), 422
    announced = Announced(str(form.name.data), int(form.size.data or 0), int(form.modified.data or 0))
    upload = arriving.begin(entry, announced, by=current_user, at=now())
    address = url_for("uploads.offset", edition=edition.slug, entry_id=entry_id, upload_id=upload.id)
    finish = url_for("uploads.finish", edition=edition.slug, entry_id=entry_id, upload_id=upload.id)
    received = spool().size(upload.id)
    answer = jsonify(address=address, finish=finish, offset=received, chunk=current_app.config["CHUNK_BYTES"])
    answer.status_code = 200 if received else 201
    return answer


@bp.get(ONE)
@allow(Role.CITY)
def offset(edition: Edition, entry_id: UUID, upload_id: UUID) -> ResponseReturnValue:
    """How much has come. HEAD is enough: the headers say it too."""
    upload = _found(edition, entry_id, upload_id)
    received = spool().size(upload.id)
    answer = jsonify(offset=received, size=upload.size)
    answer.headers["Upload-Offset"], answer.headers["Upload-Length"] = str(received), str(upload.size)
    answer.headers["Cache-Control"] = "no-store"
    return answer


@bp.patch(ONE)
@allow(Role.CITY)
def append(edition: Edition, entry_id: UUID, upload_id: UUID) -> ResponseReturnValue:
    """The next piece."""
    upload = _found(edition, entry_id, upload_id)
    stated = request.headers.get("Upload-Offset", "")
    if request.mimetype != "application/offset+octet-stream" or not (stated.isascii() and stated.isdigit()):
        return jsonify(error=_("This is no piece of a file.")), 415
    try:
        received = arriving.append(upload, int(stated[:18]), request.stream, at=now())
    except Stale as error:
        return _with_offset(jsonify(error=str(error)), 409, spool().size(upload_id))
    return _with_offset(Response(), 204, received)


@bp.delete(ONE)
@allow(Role.CITY)
def cancel(edition: Edition, entry_id: UUID, upload_id: UUID) -> ResponseReturnValue:
    """Throw away what has come."""
    _drop(_found(edition, entry_id, upload_id))
    return Response(status=204)


@bp.post(f"{ONE}/discard")
@allow(Role.CITY)
def discard(edition: Edition, entry_id: UUID, upload_id: UUID) -> ResponseReturnValue:
    """The same by a button, for a file that was left in part."""
    _drop(_found(edition, entry_id, upload_id))
    flash(_("What had come of the file is thrown away."), "success")
    return redirect(url_for("drafts.edit", edition=edition.slug, entry_id=entry_id, _anchor="attachments"))


@bp.post(f"{ONE}/finish")
@allow(Role.CITY)
def finish(edition: Edition, entry_id: UUID, upload_id: UUID) -> ResponseReturnValue:
    """Examine the whole file and attach it; the answer is the list of files as the page shows it."""
    form = FinishForm()
    if not form.validate():
        return jsonify(error=" ".join(str(one) for one in form.alt.errors)), 422
    kept = arriving.examine(_found(edition, entry_id, upload_id), at=now())
    entry = queries.entry_of(current_user, edition, entry_id, Right.EDIT)
    attachments.hold(entry, kept, form.alt.data or "", by=current_user, at=now())
    _drop(upload_queries.upload_of(current_user, entry, upload_id))
    return render_template("entries/_attachment_list.html", edition=edition, entry=entry, part=files_part_of(entry))


def _found(edition: Edition, entry_id: UUID, upload_id: UUID) -> Upload:
    entry = queries.entry_of(current_user, edition, entry_id, Right.EDIT)
    return upload_queries.upload_of(current_user, entry, upload_id)


def _drop(upload: Upload) -> None:
    """The file goes only after the commit: until then it may be needed again."""
    key = upload.id
    arriving.drop(upload)

    @after_this_request
    def _remove(answer: Response) -> Response:
        if answer.status_code < 400:
            spool().remove(key)
        return answer


def _with_offset(answer: Response, status: int, received: int) -> Response:
    answer.status_code = status
    answer.headers["Upload-Offset"] = str(received)
    return answer
