from __future__ import annotations

import pytest

from quietude.export.formats import FORMATS

from .files import Made, every

WAYS = [(name, channels) for name in FORMATS for channels in (2, 1)]


@pytest.fixture(scope="session")
def all_made(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, int], Made]:
    """Every format in stereo and mono, for every test that only looks at them."""
    return {
        (made.form.format.name, made.form.channels): made for made in every(tmp_path_factory.mktemp("made"))
    }


@pytest.fixture(scope="session", params=WAYS, ids=[f"{name}-{channels}" for name, channels in WAYS])
def made(all_made: dict[tuple[str, int], Made], request: pytest.FixtureRequest) -> Made:
    """One of them after the other."""
    return all_made[request.param]
