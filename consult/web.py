"""What every request goes through: language, permission, CSRF, one commit, headers, errors."""

import os
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from flask import (
    Flask,
    Response,
    abort,
    current_app,
    g,
    get_flashed_messages,
    has_request_context,
    make_response,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask_babel import format_date, format_datetime, format_decimal, format_percent, get_locale
from flask_babel import gettext as _
from flask_login import current_user
from flask_wtf.csrf import CSRFError
from markupsafe import Markup
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm.exc import ObjectDeletedError
from werkzeug.exceptions import (
    HTTPException,
    InternalServerError,
    MethodNotAllowed,
    NotFound,
    RequestEntityTooLarge,
    SecurityError,
)
from werkzeug.routing import IntegerConverter, Map

from consult import permissions
from consult.accounts import staying
from consult.caching import PublicPages
from consult.extensions import csrf, db, login, utc_now
from consult.keeping import current_path, kept_fields, path_here, resubmit_page

# What staff may do who have not set up their second factor yet.
BEFORE_CODES = frozenset({"session.start", "session.end", "account.manage"})
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
ENGLISH = "/en"
LARGEST_NUMBER = 2**31 - 1
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
        "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
        "frame-ancestors 'none'; object-src 'none'"
    ),
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Strict-Transport-Security": "max-age=63072000; includeSubDomains",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


class LanguagePrefix:
    """Serves the same addresses below /en in English: the prefix becomes part of SCRIPT_NAME,
    so that every link that is built on such a page keeps it."""

    def __init__(self, app: Callable[..., Iterable[bytes]]) -> None:
        self.app = app

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        path = environ.get("PATH_INFO", "")
        if path == ENGLISH or path.startswith(ENGLISH + "/"):
            environ["SCRIPT_NAME"] = environ.get("SCRIPT_NAME", "") + ENGLISH
            environ["PATH_INFO"] = path[len(ENGLISH) :] or "/"
            environ["consult.language"] = "en"
        return self.app(environ, start_response)


def select_locale() -> str:
    """The page's language by its address; on the command line by LANG."""
    if has_request_context():
        return "en" if request.environ.get("consult.language") == "en" else "es_HN"
    return "en" if os.environ.get("LANG", "").startswith("en") else "es_HN"


class RowNumber(IntegerConverter):
    """`<int:...>` in an address: no row has a number that the databases cannot hold."""

    def __init__(self, map: Map, max: int = LARGEST_NUMBER, **options: Any) -> None:
        super().__init__(map, max=max, **options)


def init_web(app: Flask) -> None:
    app.url_map.converters["int"] = RowNumber
    app.before_request(limit_form)
    app.before_request(refuse_nul)
    app.before_request(open_transaction)
    app.before_request(check_permission)
    app.before_request(check_csrf)
    app.after_request(close_transaction)
    app.after_request(set_headers)
    app.context_processor(template_globals)
    app.register_error_handler(CSRFError, expired_form)
    app.register_error_handler(SecurityError, unknown_host)
    app.register_error_handler(HTTPException, error_page)
    app.register_error_handler(ObjectDeletedError, vanished)
    app.register_error_handler(Exception, unexpected_error)
    app.jinja_env.filters.update(
        date=day,
        day_month=day_month,
        datetime=honduran_time,
        clock=clock,
        number=format_decimal,
        percent=format_percent,
    )
    app.jinja_env.globals["spanish"] = spanish
    app.jinja_env.add_extension("jinja2.ext.do")
    kept = app.extensions["page_cache"]
    app.wsgi_app = PublicPages(app, kept, HEADERS)  # type: ignore[method-assign]  # Flask's way


def limit_form() -> None:
    """Only an upload may be large; the parser limits the fields of uploads alone."""
    if request.mimetype != "multipart/form-data":
        request.max_content_length = current_app.config["MAX_FORM_MEMORY_SIZE"]


def refuse_nul() -> None:
    """No address of ours holds a NUL, and PostgreSQL refuses to look for one."""
    if "\0" in request.path:
        abort(404)


def open_transaction() -> None:
    db.session().info["read_only"] = request.method in SAFE_METHODS


def check_permission() -> Any:
    """Deny by default: a view that declares no permission does not answer."""
    if request.endpoint is None:
        return None
    action = getattr(current_app.view_functions[request.endpoint], "permission", None)
    if action is None:
        abort(404)
    for_everyone = permissions.PERMISSIONS[action] is permissions.everyone
    if for_everyone and request.method not in SAFE_METHODS:
        return None  # whoever sends is looked up by the view: until then nothing is locked
    if viewer() is not None and viewer().lacks_second_factor and action not in BEFORE_CODES:
        return redirect(url_for("accounts.second_factor"), 303)
    if for_everyone:
        return None
    if viewer() is None:
        return login.unauthorized()
    where = (request.view_args or {}).get("slug")
    return None if permissions.allows(viewer(), action, where) else abort(404)


def check_csrf() -> None:
    """Where nothing answers to the method there is nothing to protect: that is a 404 or a 405."""
    wanted = current_app.config.get("WTF_CSRF_ENABLED", True) and request.endpoint is not None
    if wanted and request.method not in SAFE_METHODS:
        csrf.protect(apply_exemptions=True)


def close_transaction(response: Response) -> Response:
    """One commit per request: for an unsafe method that succeeded; anything else is undone."""
    sends, now = request.method not in SAFE_METHODS, utc_now()
    if sends and response.status_code < 400:
        db.session.commit()
    else:
        db.session.rollback()
    used = staying.due(g.get("viewer"), now=now)
    if used is not None and not looks_by_itself():
        staying.note(used, now=now)
    return response


def looks_by_itself() -> bool:
    """Whether nobody asked: a page that is polled, or a script (which browsers say)."""
    view = current_app.view_functions.get(request.endpoint or "")
    return getattr(view, "is_polled", False) or request.headers.get("Sec-Fetch-Dest") == "empty"


def set_headers(response: Response) -> Response:
    response.headers.update(HEADERS)
    response.headers.setdefault("Cache-Control", "no-store")
    return response


def viewer() -> Any:
    """The signed-in Person of this request, or None."""
    if "viewer" not in g:
        cookie = current_app.config["SESSION_COOKIE_NAME"] in request.cookies
        g.viewer = current_user._get_current_object() if cookie else None
        if g.viewer is not None and not g.viewer.is_authenticated:
            g.viewer = None
    return g.viewer


def expired_form(error: CSRFError) -> tuple[str, int]:
    reason = _("El formulario caducó antes de enviarse. Nada se perdió: revise su texto y envíelo.")
    return resubmit_page(current_path(), kept_fields(), reason), 400


def unknown_host(error: SecurityError) -> Any:
    """In plain text: no page can be drawn, because no address of a foreign host is ours to link."""
    text = _("Este sitio no responde a ese nombre. Revise la dirección.")
    return Response(text, status=error.code, mimetype="text/plain")


def error_page(error: HTTPException) -> Any:
    if error.response is not None or error.code is None or error.code < 400:
        return error
    page = make_response(
        render_template("errors/error.html", code=error.code, form=_form_too_large(error)),
        error.code,
    )
    if isinstance(error, MethodNotAllowed):
        page.allow.update(error.valid_methods or ())
    return page


def _form_too_large(error: HTTPException) -> str | None:
    """Where the form is that was sent with too much, if its page has the same address."""
    has_page = request.url_rule is not None and "GET" in (request.url_rule.methods or ())
    return current_path() if isinstance(error, RequestEntityTooLarge) and has_page else None


def vanished(_error: ObjectDeletedError) -> Any:
    """What another person took away while this request waited for its turn."""
    db.session.rollback()
    return error_page(NotFound())


def unexpected_error(error: Exception) -> Any:
    """A fault of ours: logged, undone, and told without details; a busy or full database is 503
    and keeps what was typed."""
    db.session.rollback()
    g.viewer = None
    cause = getattr(error, "original_exception", None) or error
    current_app.logger.error("unexpected error", exc_info=cause)
    if isinstance(cause, OperationalError):
        reason = _("No se pudo guardar en este momento. Su texto sigue aquí: envíelo de nuevo.")
        if request.method not in SAFE_METHODS and kept_fields():
            return resubmit_page(current_path(), kept_fields(), reason), 503
        return render_template("errors/error.html", code=503), 503
    return render_template("errors/error.html", code=InternalServerError.code), 500


def template_globals() -> dict[str, Any]:
    english = request.environ.get("consult.language") == "en"
    path = path_here()
    return {
        "viewer": viewer(),
        "locale": "en" if english else "es",
        "lang_tag": "en" if english else "es-HN",
        "other_language": {
            "tag": "es" if english else "en",
            "name": "Español" if english else "English",
            "href": path if english else ENGLISH + path,
        },
        "flashes": flashes,
        "site_name": _("Consulta"),
        "base_url": current_app.config["BASE_URL"],
    }


def spanish() -> Markup:
    """The attribute of an element that holds words of a consultation, which are in Spanish
    whatever the language of the page: without it they would be read aloud as English."""
    return Markup("" if str(get_locale()).startswith("es") else ' lang="es-HN"')


def flashes() -> list[Any]:
    """Waiting messages as (category, text); a visitor without a session has none."""
    if current_app.config["SESSION_COOKIE_NAME"] in request.cookies or session.modified:
        return list(get_flashed_messages(with_categories=True))
    return []


def day(value: datetime) -> str:
    """A day in words: "1 de enero de 2027" (es_HN of CLDR writes 01), "January 1, 2027"."""
    english = str(get_locale()).startswith("en")
    return format_date(value, "MMMM d, y" if english else "d 'de' MMMM 'de' y")


def day_month(value: datetime) -> str:
    """A day in words without the year: "14 de noviembre", "November 14"."""
    english = str(get_locale()).startswith("en")
    return format_date(value, "MMMM d" if english else "d 'de' MMMM")


def clock(value: datetime) -> str:
    """A time of today: "2:05 p. m."."""
    return format_datetime(value, "h:mm a")


def honduran_time(value: datetime) -> str:
    """Day and time with their place: "18 de diciembre de 2026, 5:00 p. m. (hora de Honduras)"."""
    when = f"{day(value)}, {format_datetime(value, 'h:mm a')}"
    return _("%(when)s (hora de Honduras)", when=when)
