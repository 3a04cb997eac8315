"""The application: database, sign-in, translations, web plumbing, blueprints. Nothing else."""

from flask import Flask
from flask_login import LoginManager
from werkzeug.middleware.proxy_fix import ProxyFix

from awards_app import cli, clock, context, db, i18n, scanner, storage, styleguide, web
from awards_app.accounts import routes as accounts
from awards_app.call import desk_routes as calldesk
from awards_app.call import routes as call
from awards_app.cities import routes as cities
from awards_app.desk import board_routes as board
from awards_app.desk import city_routes as city
from awards_app.desk import limit_routes as limits
from awards_app.desk import routes as desk
from awards_app.editions import town_routes as towns
from awards_app.entries import attachment_routes as attachments
from awards_app.entries import check_queue_routes as queue
from awards_app.entries import check_routes as check
from awards_app.entries import class_routes as populations
from awards_app.entries import draft_routes as drafts
from awards_app.entries import nomination_routes as nominations
from awards_app.entries import routes as entries
from awards_app.entries import upload_routes as uploads
from awards_app.entries import version_routes as versions
from awards_app.joining import request_routes as requests
from awards_app.joining import routes as joining
from awards_app.jury import conflict_routes as conflicts
from awards_app.jury import own_routes as own
from awards_app.jury import paper_routes as papers
from awards_app.jury import reminder_routes as reminders
from awards_app.jury import round_routes as rounds
from awards_app.jury import routes as jury
from awards_app.jury import statement_routes as statements
from awards_app.notices import routes as notices
from awards_app.public import routes as public
from awards_app.questionnaire import checklist_routes as checklists
from awards_app.questionnaire import routes as questionnaire
from awards_app.results import list_routes as laureates
from awards_app.results import round_routes as shortlists
from awards_app.results import routes as results
from awards_app.team import roster_routes as roster
from awards_app.team import routes as team
from awards_app.team.visitors import Stranger, visitor_with
from awards_app.web.transaction import TransactionalFlask
from config import PROJECT, Config

ENTERING = (call, calldesk, questionnaire, checklists, limits, entries, drafts, nominations, attachments, uploads)
CHECKING = (queue, check, versions)
REGISTER = (cities, towns, populations)
GETTING_IN = (team, roster, joining, requests, city)
AFTERWARDS = (jury, own, conflicts, statements, reminders, papers, rounds, shortlists, results, laureates, notices)
FEATURES = (public, accounts, *GETTING_IN, desk, board, *REGISTER, *ENTERING, *CHECKING, *AFTERWARDS)


def create_app(config: Config) -> Flask:
    """An application for this configuration; it touches the database only when it is asked something."""
    app = TransactionalFlask(
        __name__, template_folder=str(PROJECT / "templates"), static_folder=str(PROJECT / "static")
    )
    app.config.update(config.for_flask())
    app.logger.setLevel(config.log_level)
    db.init_app(app, config.database_url)
    storage.init_app(app, config)
    scanner.init_app(app, config)
    i18n.init_app(app)
    _init_login(app)
    web.init_app(app)
    context.init_app(app)
    for feature in FEATURES:
        app.register_blueprint(feature.bp)
    if config.debug:
        app.register_blueprint(styleguide.bp)
    cli.init_app(app, config)
    if config.trusted_proxies:
        hops = config.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    return app


def _init_login(app: Flask) -> None:
    login = LoginManager(app)
    # Sessions are rows that can be ended; a browser that changes its version must not lose its own.
    login.session_protection = None
    login.anonymous_user = Stranger
    login.user_loader(lambda token: visitor_with(token, clock.now()))
