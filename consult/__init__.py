"""consult: a public body publishes a draft, people comment on its words, staff moderate, read the
feedback by topic, and answer. Folders are the domain in the order a consultation happens.
"""

from collections.abc import Mapping
from typing import Any

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from consult import caching, config, extensions, jobs
from consult.accounts.views import blueprint as accounts
from consult.approvals.views import blueprint as approvals
from consult.assets import folder_digest, init_assets
from consult.comments.views import blueprint as comments
from consult.comments.views import identities
from consult.consultations.views import blueprint as consultations
from consult.drafts.views import blueprint as drafts
from consult.gallery import blueprint as gallery
from consult.moderation.views import blueprint as moderation
from consult.notifications.views import blueprint as notifications
from consult.notifications.views import mailbox
from consult.organizations.views import blueprint as organizations
from consult.questions.views import blueprint as questions
from consult.reading.views import blueprint as reading
from consult.teams.views import blueprint as teams
from consult.topics.views import blueprint as topics
from consult.trail.views import blueprint as trail
from consult.web import HEADERS, LanguagePrefix, init_web, select_locale


def create_app(settings: Mapping[str, Any] | None = None) -> Flask:
    """The WSGI application; `settings` come from the environment unless given."""
    app = Flask(
        __name__, template_folder=str(config.resource("templates")), static_folder=None
    )
    app.config.from_mapping(settings if settings is not None else config.load())
    app.config["MIGRATIONS_DIR"] = config.HERE / "migrations"

    extensions.init_database(app)
    extensions.login.init_app(app)
    extensions.csrf.init_app(app)
    extensions.babel.init_app(app, locale_selector=select_locale)
    app.extensions["page_cache"] = caching.PageCache()
    jobs.init_jobs(app)

    init_web(app)
    for blueprint in (
        accounts, organizations, consultations, approvals, teams, drafts, questions, comments,
        identities, moderation, topics, reading, notifications, trail,
    ):  # fmt: skip
        app.register_blueprint(blueprint)
    if app.config["ENVIRONMENT"] != "production":
        app.register_blueprint(gallery)
        app.register_blueprint(mailbox)

    app.wsgi_app = LanguagePrefix(app.wsgi_app)  # type: ignore[method-assign]  # as Flask advises
    init_assets(app, config.resource("static"), HEADERS)
    app.config["BUILD"] = "-".join(
        folder_digest(config.resource(name)) for name in ("templates", "translations", "static")
    )
    if app.config["TRUSTED_PROXIES"]:
        count = app.config["TRUSTED_PROXIES"]
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]  # as Flask advises
            app.wsgi_app, x_for=count, x_proto=count
        )
    return app
