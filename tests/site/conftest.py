"""The world that the checks of this folder walk over, prepared once a process."""

from collections.abc import Iterator

import pytest

from tests.site.sites import Site
from tests.site.world import World, a_world


@pytest.fixture(scope="session")
def _world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    site = Site(tmp_path_factory.mktemp("world"))
    world = a_world(site)
    site.keep()
    yield world
    site.close()


@pytest.fixture
def world(_world: World) -> World:
    """Two consultations and a hidden one, as they were made."""
    _world.site.empty()
    return _world
