"""Signing in and out, a forgotten password, one's own account, language and theme."""

from datetime import timedelta

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user, login_user, logout_user
from werkzeug.wrappers import Response

from awards_app.accounts import limits, queries, service
from awards_app.accounts.forms import ChangePasswordForm, ForgotForm, NewPasswordForm, ProfileForm, SignInForm
from awards_app.clock import now
from awards_app.i18n import COOKIE, LOCALES
from awards_app.web.access import public, signed_in
from awards_app.web.addresses import absolute, local_path

bp = Blueprint("accounts", __name__)
THEMES = ("system", "light", "dark")


@bp.get("/sign-in")
@public
def sign_in() -> ResponseReturnValue:
    """The form."""
    if current_user.is_authenticated:
        return redirect(local_path(request.args.get("next")) or url_for("public.home"))
    return render_template("accounts/sign_in.html", form=SignInForm(next=request.args.get("next", "")))


@bp.post("/sign-in")
@public
def sign_in_now() -> ResponseReturnValue:
    """Compare address and password; the same sentence refuses an unknown address and a wrong password."""
    form = SignInForm()
    if not form.validate():
        return render_template("accounts/sign_in.html", form=form), 422
    user = service.find_by_password(str(form.email.data), str(form.password.data), place=_place(), at=now())
    if user is None:
        form.form_errors.append(
            _("This address and password do not belong together. Check both, or set a new password.")
        )
        return render_template("accounts/sign_in.html", form=form), 422
    _begin(service.sign_in(user, browser=request.user_agent.string, at=now()))
    return redirect(local_path(form.next.data) or url_for("desk.home"))


@bp.post("/sign-out")
@signed_in
def sign_out() -> ResponseReturnValue:
    """End this session."""
    service.sign_out(current_user, at=now())
    logout_user()
    flash(_("You are signed out."), "success")
    return redirect(local_path(request.args.get("next")) or url_for("public.home"))


@bp.post("/sign-out-everywhere")
@signed_in
def sign_out_everywhere() -> ResponseReturnValue:
    """End all sessions of this person."""
    service.sign_out_everywhere(current_user, at=now())
    logout_user()
    flash(_("You are signed out on all devices."), "success")
    return redirect(url_for("accounts.sign_in"))


@bp.get("/forgot")
@public
def forgot() -> ResponseReturnValue:
    """Ask for a link."""
    return render_template("accounts/forgot.html", form=ForgotForm())


@bp.post("/forgot")
@public
def forgot_now() -> ResponseReturnValue:
    """Mail the link; known and unknown addresses get the same answer."""
    form = ForgotForm()
    if not form.validate():
        return render_template("accounts/forgot.html", form=form), 422
    link = absolute("accounts.reset", token="TOKEN")  # noqa: S106
    service.ask_reset(str(form.email.data), link=link, place=_place(), at=now())
    return render_template("accounts/forgot_sent.html", email=form.email.data)


@bp.get("/reset/<token>")
@public
def reset(token: str) -> ResponseReturnValue:
    """The form for a new password, if the link is alive."""
    if queries.find_reset(token, now()) is None:
        return render_template("accounts/link_expired.html"), 404
    return render_template("accounts/reset.html", form=NewPasswordForm())


@bp.post("/reset/<token>")
@public
def reset_now(token: str) -> ResponseReturnValue:
    """Set the password and use the link up."""
    limits.spend({limits.LINK_PLACE: _place()}, now())
    found = queries.find_reset(token, now())
    if found is None:
        return render_template("accounts/link_expired.html"), 404
    form = NewPasswordForm()
    if not form.validate():
        return render_template("accounts/reset.html", form=form), 422
    service.reset_password(found, str(form.password.data), at=now())
    flash(_("The new password is set. Sign in with it."), "success")
    return redirect(url_for("accounts.sign_in"))


@bp.get("/account")
@signed_in
def account() -> ResponseReturnValue:
    """One's own name, language, password and sessions."""
    return _account(ProfileForm(obj=current_user), ChangePasswordForm())


@bp.post("/account/profile")
@signed_in
def save_profile() -> ResponseReturnValue:
    """Change name and language."""
    form = ProfileForm()
    if not form.validate():
        return _account(form, ChangePasswordForm(formdata=None)), 422
    service.change_profile(current_user, name=str(form.name.data), locale=str(form.locale.data), at=now())
    flash(_("Your profile is saved."), "success")
    answer = redirect(url_for("accounts.account"))
    _keep(answer, COOKIE, str(form.locale.data))
    return answer


@bp.post("/account/password")
@signed_in
def change_password() -> ResponseReturnValue:
    """Change the password; other devices are signed out, this one goes on."""
    form = ChangePasswordForm()
    if form.validate() and not _is_mine(str(form.present.data)):
        form.present.errors = [_("This is not your present password.")]
    if form.errors:
        return _account(ProfileForm(formdata=None, obj=current_user), form), 422
    user = current_user._get_current_object()
    service.set_password(user, str(form.password.data), at=now())
    _begin(service.sign_in(user, browser=request.user_agent.string, at=now()))
    flash(_("The password is changed. Other devices are signed out."), "success")
    return redirect(url_for("accounts.account"))


@bp.post("/preferences")
@public
def preferences() -> ResponseReturnValue:
    """Language and theme, kept in this browser."""
    answer = redirect(local_path(request.form.get("next")) or url_for("public.home"))
    for name, choices in ((COOKIE, LOCALES), ("theme", THEMES)):
        if request.form.get(name) in choices:
            _keep(answer, name, request.form[name])
    return answer


def _account(profile: ProfileForm, password: ChangePasswordForm) -> str:
    sessions = queries.sessions_of(current_user, now())
    return render_template("accounts/account.html", profile=profile, password=password, sessions=sessions)


def _is_mine(password: str) -> bool:
    return service.find_by_password(current_user.email, password, place=_place(), at=now()) is not None


def _begin(user: object) -> None:
    login_user(user)


def _keep(answer: Response, name: str, value: str) -> None:
    secure = bool(current_app.config["SESSION_COOKIE_SECURE"])
    answer.set_cookie(name, value, max_age=timedelta(days=365), secure=secure, httponly=True, samesite="Lax")


def _place() -> str:
    return request.remote_addr or ""
