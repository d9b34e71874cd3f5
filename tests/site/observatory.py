"""The score of a site's headers, by the published rules of MDN's HTTP Observatory.

https://developer.mozilla.org/en-US/observatory/docs/tests_and_scoring, for what a site of one
origin can be scored on: there is no script, cookie or frame of another's to look at.
"""

import re
from collections.abc import Mapping

GRADES = (
    (100, "A+"), (90, "A"), (85, "A-"), (80, "B+"), (70, "B"), (65, "B-"), (60, "C+"), (50, "C"),
    (45, "C-"), (40, "D+"), (30, "D"), (25, "D-"),
)  # fmt: skip
SIX_MONTHS = 15768000
PRIVATE = {
    "no-referrer", "same-origin", "strict-origin", "strict-origin-when-cross-origin",
}  # fmt: skip
Headers = Mapping[str, str]


def directives(policy: str) -> dict[str, list[str]]:
    parts = [part.split() for part in policy.lower().split(";")]
    return {words[0]: words[1:] for words in reversed(parts) if words}


def of_policy(headers: Headers) -> int:
    """Content-Security-Policy: from -25 without one to +10 for nothing by default."""
    policy = directives(headers.get("Content-Security-Policy", ""))
    if not policy:
        return -25
    scripts = policy.get("script-src", policy.get("default-src"))
    if scripts is None or {"'unsafe-inline'", "data:", "*", "http:", "https:"} & set(scripts):
        return -20
    if "'unsafe-eval'" in scripts:
        return -10
    styles = policy.get("style-src", policy.get("default-src", []))
    if "'unsafe-inline'" in styles:
        return 0
    return 10 if policy.get("default-src") == ["'none'"] else 5


def of_transport(headers: Headers) -> int:
    """Strict-Transport-Security: six months or more."""
    found = re.search(r"max-age=(\d+)", headers.get("Strict-Transport-Security", ""))
    if found is None:
        return -20
    if int(found[1]) < SIX_MONTHS:
        return -10
    return 5 if "preload" in headers["Strict-Transport-Security"] else 0


def of_frames(headers: Headers) -> int:
    """X-Frame-Options, or better frame-ancestors."""
    policy = directives(headers.get("Content-Security-Policy", ""))
    if policy.get("frame-ancestors") in (["'none'"], ["'self'"]):
        return 5
    return 0 if headers.get("X-Frame-Options", "") in ("DENY", "SAMEORIGIN") else -20


def of_referrer(headers: Headers) -> int:
    value = headers.get("Referrer-Policy")
    return 0 if value is None else 5 if value in PRIVATE else -5


def of_types(headers: Headers) -> int:
    return 0 if headers.get("X-Content-Type-Options") == "nosniff" else -5


def of_resources(headers: Headers) -> int:
    value = headers.get("Cross-Origin-Resource-Policy")
    return 0 if value is None else 10 if value in ("same-origin", "same-site") else -5


def of_sharing(headers: Headers) -> int:
    return -50 if headers.get("Access-Control-Allow-Origin") == "*" else 0


def of_cookie(headers: Headers) -> int:
    """Set-Cookie: +5 for a session that only https, only HTTP and only this site get."""
    cookie = headers.get("Set-Cookie")
    if cookie is None:
        return 0
    marks = {part.strip().lower() for part in cookie.split(";")[1:]}
    if "secure" not in marks:
        return -40
    if "httponly" not in marks:
        return -30
    return 5 if marks & {"samesite=lax", "samesite=strict"} else 0


TESTS = (
    of_policy, of_transport, of_frames, of_referrer, of_types, of_resources, of_sharing, of_cookie,
)  # fmt: skip


def score(headers: Headers) -> int:
    """100 and what is taken away; what is given counts from 90 on."""
    results = [test(headers) for test in TESTS]
    plain = max(100 + sum(result for result in results if result < 0), 0)
    return plain + sum(result for result in results if result > 0) if plain >= 90 else plain


def grade(headers: Headers) -> str:
    reached = score(headers)
    return next((name for least, name in GRADES if reached >= least), "F")
