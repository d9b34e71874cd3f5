"""Feedback in figures as tables and lists, each number with the address of what it counts."""

import re
import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from flask import url_for
from flask_babel import gettext as _
from markupsafe import Markup

from consult.topics import labels
from consult.topics.figures import NONE, Facets, TopicFigures
from consult.topics.sections import Section
from consult.topics.tree import Node
from consult.topics.views.opening import Scene

MOST_COLUMNS = 40
SHORT = 22


@dataclass(frozen=True, slots=True)
class Line:
    """A topic (None: what has none) with its figures and its address."""

    node: Node | None
    title: Any
    href: str
    figures: TopicFigures

    def to(self, **filters: str) -> str:
        """The address of its comments, narrowed."""
        return f"{self.href}{'&' if '?' in self.href else '?'}{urlencode(filters)}"


def lines(
    scene: Scene, figures: Mapping[int | None, TopicFigures], *, deepest: int | None
) -> list[Line]:
    """The topics down to a depth (None: all), and last what has no topic, if anything."""
    found = [
        Line(
            node,
            Markup('<span class="below-{}">{}</span>').format(min(node.depth, 3), node.name),
            url_for("topics.topic", slug=scene.slug, key=node.key),
            figures.get(node.id, TopicFigures()),
        )
        for node in scene.tree
        if deepest is None or node.depth <= deepest
    ]
    if None in figures:
        href = url_for("topics.comments", slug=scene.slug, tema=NONE)
        found.append(Line(None, Markup("<em>{}</em>").format(_("Sin tema")), href, figures[None]))
    return found


def by_chapter(scene: Scene, rows: Sequence[Line]) -> dict[str, Any]:
    """Topics by chapter; of a draft with very many chapters, those with the most comments.

    A section that holds the whole draft has a column only if something was said of it alone.
    """
    counts: dict[str, int] = {}
    for line in rows:
        for key, count in line.figures.chapters.items():
            counts[key] = counts.get(key, 0) + count
    every = [
        chapter
        for chapter in scene.sections.chapters()
        if counts.get(chapter.key) or not scene.sections.holds_all(chapter)
    ]
    most = sorted(every, key=lambda chapter: -counts.get(chapter.key, 0))[:MOST_COLUMNS]
    chapters = [chapter for chapter in every if chapter in most]
    keys = [*([NONE] if counts.get(NONE) else []), *(chapter.key for chapter in chapters)]
    heads = {NONE: {"label": _("Todo el borrador")}} | {
        chapter.key: _head(chapter) for chapter in chapters
    }
    return {
        "columns": [heads[key] for key in keys],
        "rows": [_row(line, line.figures.chapters, keys, "seccion") for line in rows],
        "left_out": len(every) - len(chapters),
    }


def _head(chapter: Section) -> dict[str, str]:
    label = short(chapter.title)
    return {"label": label} if label == chapter.title else {"label": label, "title": chapter.title}


def short(title: str) -> str:
    """A heading for a narrow column: "Eje 1. Gobernanza" gives "Eje 1"."""
    first = re.split(r"[.:] ", title, maxsplit=1)[0]
    return textwrap.shorten(first, SHORT, placeholder="…") if len(first) > SHORT else first


def by_group(rows: Sequence[Line]) -> dict[str, Any]:
    """Topics by kind of organization; kinds that nobody is of are left out."""
    keys = [
        key
        for key in (NONE, *(key for key in labels.GROUPS if key != NONE))
        if any(line.figures.groups.get(key) for line in rows)
    ]
    return {
        "columns": [{"label": labels.GROUPS[key]} for key in keys],
        "rows": [_row(line, line.figures.groups, keys, "clase") for line in rows],
    }


def _row(line: Line, counts: Mapping[str, int], keys: Sequence[str], side: str) -> dict[str, Any]:
    return {
        "title": line.title,
        "href": line.href,
        "cells": [
            {
                "count": counts.get(key, 0),
                "href": line.to(**{side: key}) if counts.get(key) else None,
            }
            for key in keys
        ],
    }


def stances(line: Line) -> list[dict[str, Any]]:
    """The stances of a topic's comments; those that nobody took are left out."""
    counts = line.figures.stances
    return [
        {
            "value": None if key == NONE else key,
            "label": label,
            "count": counts[key],
            "href": line.to(postura=key),
        }
        for key, label in labels.STANCES.items()
        if counts.get(key)
    ]


def facet_lists(
    scene: Scene, facets: Facets, asked: Mapping[str, str], href: str
) -> list[dict[str, Any]]:
    """Beside a list of comments: what each other choice of place, organization or way would
    hold; choices that hold nothing are left out."""
    chapters = {NONE: _("Todo el borrador")} | {
        chapter.key: chapter.title for chapter in scene.sections.chapters()
    }
    parts = {key: _title(scene, key) for key in facets.parts if key != NONE}
    sides: list[tuple[str, str, Mapping[Any, Any], Mapping[str, int]]] = [
        (_("Por parte del borrador"), "seccion", chapters, facets.chapters),
        (_("Dentro de esta parte"), "seccion", parts, facets.parts),
        (_("Por clase de organización"), "clase", labels.GROUPS, facets.groups),
        (_("Por vía"), "fuente", labels.SOURCES, facets.sources),
    ]
    found = [
        {"title": title, "choices": _choices(words, counts, asked, side, href)}
        for title, side, words, counts in sides
    ]
    return [side for side in found if side["choices"]]


def stance_facets(
    facets: Facets, asked: Mapping[str, str], href: str
) -> list[dict[str, Any]]:
    return _choices(labels.STANCES, facets.stances, asked, "postura", href)


def _choices(
    words: Mapping[Any, Any],
    counts: Mapping[str, int],
    asked: Mapping[str, str],
    side: str,
    href: str,
) -> list[dict[str, Any]]:
    return [
        {
            "value": None if key == NONE else key,
            "label": word,
            "count": counts[key],
            "href": f"{href}?{urlencode({**asked, side: str(key)})}",
            "current": asked.get(side) == key,
        }
        for key, word in words.items()
        if counts.get(key)
    ]


def _title(scene: Scene, key: str) -> str:
    section = scene.sections.by_key(key)
    return section.title if section else key
