"""A row of the log as a sentence, and what else it says in words."""

from collections.abc import Callable, Iterator
from typing import Any

from flask_babel import gettext as _

from consult.audit.models import AuditEvent
from consult.moderation import rules
from consult.trail import labels
from consult.trail.naming import Names

Mark = Callable[[str], Any]


def who(event: AuditEvent, names: Names) -> str | None:
    """The name of who did it; None of a visitor, an author who is not named, or a command."""
    if event.actor is None:
        return None
    return names.things.get(("person", event.actor)) or _("Una cuenta que ya no existe")


def sentence(event: AuditEvent, names: Names, mark: Mark = str) -> Any:
    """`mark` is put around what people wrote: names and titles."""
    name = who(event, names)
    told = _("Alguien sin nombre") if name is None else mark(name)
    return mark_all(_("%(who)s %(did)s."), mark, who=told, did=did(event, names, mark))


def did(event: AuditEvent, names: Names, mark: Mark = str) -> Any:
    """The sentence without its beginning."""
    act = labels.ACTS.get(event.action)
    if act is None:  # of a release that is not this one
        return mark_all(_("hizo «%(act)s» en %(what)s"), mark, act=event.action,
                        what=thing(event.subject_type, event.subject_id, names, mark))  # fmt: skip
    says = labels.CHANGES.get(event.after) if event.action == "comment.status" else None
    return mark_all(str(says or act.says), mark, what=_about(event, names, mark))


def _about(event: AuditEvent, names: Names, mark: Mark) -> Any:
    if event.subject_type == "person" and event.subject_id == event.actor:
        return _("su propia cuenta")
    return thing(event.subject_type, event.subject_id, names, mark)


def mark_all(text: str, mark: Mark, **values: Any) -> Any:
    """`text` of the same type as what `mark` gives."""
    return type(mark(""))(text) % values


def thing(kind: str, number: int, names: Names, mark: Mark = str) -> Any:
    """A row by its name, or by its number where it has none or is gone."""
    name = names.things.get((kind, number))
    if name is not None and kind in labels.NAMED:
        return mark_all(str(labels.NAMED[kind]), mark, name=mark(name))
    general = str(labels.SUBJECTS.get(kind, kind))
    return mark_all(_("%(thing)s (n.º %(number)s)"), mark, thing=general, number=number)


def facts(event: AuditEvent, names: Names) -> Iterator[tuple[str, str]]:
    """Label and words of what stood before and after, why, and the figures."""
    after = _("resultado") if event.before is None else _("después")
    for label, code in ((_("antes"), event.before), (after, event.after)):
        words = _value(event, code, names)
        if words:
            yield label, words
    if event.details.get("reason"):
        yield _("motivo"), reason(event, names)
    kind = event.details.get("kind")
    if kind in labels.KINDS:
        yield _("qué"), str(labels.KINDS[kind])
    for name, value in event.details.items():
        if name in labels.POINTERS:
            yield _("sobre"), str(thing(labels.POINTERS[name], int(value), names))
        elif name in labels.DETAILS and (name, value) != ("count", 1):
            yield str(labels.DETAILS[name]), str(value)


def reason(event: AuditEvent, names: Names) -> str:
    code = str(event.details["reason"])
    if event.action in labels.REASONS_OF:
        return str(labels.REASONS_OF[event.action].get(code, code))
    rule = names.rule(event)
    return code if rule is None else rules.words(rule).label


def _value(event: AuditEvent, code: str | None, names: Names) -> str:
    if code is None:
        return ""
    if event.action in labels.ROWS:
        return str(thing(labels.ROWS[event.action], int(code), names))
    return str(labels.VALUES.get(event.action, {}).get(code, code))
