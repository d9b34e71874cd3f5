"""Every act that the code records has words."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import consult
from consult.approvals.kinds import KINDS
from consult.approvals.models import Outcome
from consult.audit.models import AuditEvent
from consult.trail import labels
from consult.trail.forms import TrailForm
from consult.trail.naming import Names
from consult.trail.telling import facts, sentence

ACTION = re.compile(r"[a-z_]+(\.[a-z_]+)+")


def constants(node: ast.AST) -> set[str]:
    found = {each.value for each in ast.walk(node) if isinstance(each, ast.Constant)}
    return {each for each in found if isinstance(each, str) and ACTION.fullmatch(each)}


def calls(tree: ast.AST, name: str) -> Iterator[ast.Call]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == name:
            yield node


def functions(tree: ast.AST) -> Iterator[ast.FunctionDef]:
    return (each for each in ast.walk(tree) if isinstance(each, ast.FunctionDef))


def handed_to(name: str, tree: ast.Module) -> set[str]:
    """What its callers give it, or choose before they call it."""
    found: set[str] = set()
    for caller in functions(tree):
        for call in calls(caller, name):
            found |= constants(call) or constants(caller)
    return found


def recorded(tree: ast.Module) -> set[str]:
    """The acts of one file: given as they are, chosen in the function, or handed to it."""
    found: set[str] = set()
    for function in functions(tree):
        for call in calls(function, "record"):
            action = call.args[1]
            if isinstance(action, ast.JoinedStr):
                start = action.values[0].value  # type: ignore[attr-defined]  # a constant
                found |= {start + outcome for outcome in Outcome}
                continue
            given = constants(action) or constants(function) or handed_to(function.name, tree)
            assert given, f"line {call.lineno}: which act?"
            found |= given
    return found


def all_recorded() -> set[str]:
    texts = (file.read_text() for file in Path(consult.__file__).parent.rglob("*.py"))
    return set().union(*(recorded(ast.parse(text)) for text in texts if "record(" in text))


def test_every_act_has_words_and_no_words_are_of_no_act() -> None:
    assert all_recorded() == set(labels.ACTS)


def test_every_act_that_takes_two_people_has_words() -> None:
    assert set(labels.KINDS) == set(KINDS)


def test_each_is_a_whole_sentence_whatever_is_gone_since(app) -> None:
    for action, act in labels.ACTS.items():
        event = AuditEvent(
            action=action, subject_type=act.subject, subject_id=5, before="1", after="2",
            details={"reason": "insult", "count": 2, "person": 7},
        )  # fmt: skip
        words = sentence(event, Names({}, {}, {}))
        assert words.startswith("Alguien sin nombre ") and "n.º 5" in words and "%" not in words
        assert list(facts(event, Names({}, {}, {})))


def test_each_can_be_chosen(app) -> None:
    form = TrailForm()
    form.offer(of_site=True)
    offered = [value for _name, some in form.accion.choices.items() for value, *_ in some]
    assert set(labels.ACTS) <= set(offered) and len(offered) == len(set(offered))
