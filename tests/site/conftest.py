"""Sites that all the checks of this folder walk over; each is prepared once a process."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from consult.demo.loading import prepare
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


@pytest.fixture(scope="session")
def _demonstration(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    site = Site(tmp_path_factory.mktemp("demonstration"))
    with site.context():
        prepare(Path(site.folder))
    site.keep()
    yield site
    site.close()


@pytest.fixture
def demonstration(_demonstration: Site) -> Site:
    """The site with the demonstration's consultation, as it was loaded."""
    _demonstration.empty()
    return _demonstration
