from __future__ import annotations

import pytest

from quietude.audio import Block

from .sounds import murmur


@pytest.fixture(scope="session")
def minute() -> Block:
    """62 s of sound: four whole segments and a little."""
    return murmur(62.0)
