"""A draft as it was read, whatever its format: headings with the blocks below them, no tree yet.

Pure. It can be written as JSON and read back the same, because it crosses from the process that
reads hostile files to ours, and waits in the database until its drafter has looked at it.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Literal

from consult.drafts.messages import DraftWarning

BlockKind = Literal["paragraph", "item", "table", "quote"]


@dataclass(frozen=True, slots=True)
class RawBlock:
    """A block before it has a number; `depth` counts the lists around it."""

    kind: BlockKind
    depth: int
    text: str
    html: str


@dataclass(slots=True)
class RawSection:
    """A heading (level 1-6) with its blocks; level 0 is the text before the first heading.

    `notices` are what the reading had to say about this section.
    """

    heading: str
    level: int
    key: str | None = None
    blocks: list[RawBlock] = field(default_factory=list)
    notices: list[DraftWarning] = field(default_factory=list)

    @property
    def words(self) -> int:
        return sum(len(text.split()) for text in (self.heading, *(b.text for b in self.blocks)))

    def notice(self, code: str, **values: str | int) -> None:
        """Note something; what is only counted is noted once."""
        for index, known in enumerate(self.notices):
            if known.code == code and known.values.keys() == values.keys() == {"count"}:
                total = int(known.values["count"]) + int(values["count"])
                self.notices[index] = DraftWarning(code, {"count": total})
                return
        self.notices.append(DraftWarning(code, values))


@dataclass(slots=True)
class RawDraft:
    """What was read of a file: `notices` are about the whole of it."""

    sections: list[RawSection]
    metadata: dict[str, str] = field(default_factory=dict)
    notices: list[DraftWarning] = field(default_factory=list)

    @property
    def title(self) -> str:
        return " ".join(self.metadata.get("title", "").split())


def dump(draft: RawDraft) -> str:
    """The whole draft, a line for each part of it: JSON has no line ends of its own."""
    metadata, notices = _json(draft.metadata), dump_notices(draft.notices)
    return "\n".join((metadata, notices, dump_sections(draft.sections)))


def load(written: bytes) -> RawDraft:
    metadata, notices, sections = written.split(b"\n")
    return RawDraft(load_sections(sections), json.loads(metadata), load_notices(notices))


def dump_sections(sections: Iterable[RawSection]) -> str:
    return _json(
        [
            [
                section.heading,
                section.level,
                section.key,
                [[block.kind, block.depth, block.text, block.html] for block in section.blocks],
                _notices(section.notices),
            ]
            for section in sections
        ]
    )


def load_sections(written: str | bytes) -> list[RawSection]:
    return [
        RawSection(
            heading, level, key, [RawBlock(*block) for block in blocks], _load_notices(notices)
        )
        for heading, level, key, blocks, notices in json.loads(written)
    ]


def dump_notices(notices: Iterable[DraftWarning]) -> str:
    return _json(_notices(notices))


def load_notices(written: str | bytes) -> list[DraftWarning]:
    return _load_notices(json.loads(written))


def _notices(notices: Iterable[DraftWarning]) -> list[list[Any]]:
    return [[notice.code, notice.values] for notice in notices]


def _load_notices(rows: Iterable[Any]) -> list[DraftWarning]:
    return [DraftWarning(code, values) for code, values in rows]


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
