"""The topics of a consultation as a tree in reading order. Pure."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Node:
    """A topic; `depth` is 0 at the top, `path` the names from there down to its own."""

    id: int
    parent_id: int | None
    key: str
    name: str
    description: str
    words: str
    depth: int = 0
    path: tuple[str, ...] = ()


class Tree:
    """Iterates over its nodes in reading order: each topic, then all below it."""

    def __init__(self, topics: Sequence[Node]) -> None:
        """From topics sorted as siblings are."""
        self._children: dict[int | None, list[Node]] = {}
        for topic in topics:
            self._children.setdefault(topic.parent_id, []).append(topic)
        self.nodes = tuple(self._walk(None, ()))
        self._by_id = {node.id: node for node in self.nodes}
        self._by_key = {node.key: node for node in self.nodes}

    def _walk(self, parent_id: int | None, path: tuple[str, ...]) -> Iterator[Node]:
        for topic in self._children.get(parent_id, ()):
            whole = (*path, topic.name)
            yield Node(
                topic.id,
                topic.parent_id,
                topic.key,
                topic.name,
                topic.description,
                topic.words,
                len(path),
                whole,
            )
            yield from self._walk(topic.id, whole)

    def __iter__(self) -> Iterator[Node]:
        return iter(self.nodes)

    def __len__(self) -> int:
        return len(self.nodes)

    def get(self, topic_id: int) -> Node | None:
        return self._by_id.get(topic_id)

    def by_key(self, key: str) -> Node | None:
        return self._by_key.get(key)

    def children(self, node: Node) -> list[Node]:
        return [self._by_id[child.id] for child in self._children.get(node.id, ())]

    def below(self, node: Node) -> list[Node]:
        """A topic and all that hangs from it, in reading order."""
        start = self.nodes.index(node)
        following = self.nodes[start + 1 :]
        end = next((i for i, n in enumerate(following) if n.depth <= node.depth), len(following))
        return [node, *following[:end]]

    def above(self, node: Node) -> list[Node]:
        """The topics that contain it, the top one first."""
        found: list[Node] = []
        while node.parent_id is not None:
            node = self._by_id[node.parent_id]
            found.insert(0, node)
        return found

    def groups(self) -> list[list[Node]]:
        """The topics by the one at the top that they hang from, itself first."""
        found: list[list[Node]] = []
        for node in self.nodes:
            if node.depth == 0:
                found.append([])
            found[-1].append(node)
        return found

    def in_order(self, topic_ids: Iterable[int]) -> list[Node]:
        wanted = set(topic_ids)
        return [node for node in self.nodes if node.id in wanted]
