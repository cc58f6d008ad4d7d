"""hibari's own voice object, on a session that takes less memory; imported when it first speaks."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from hibari import Hibari
from hibari.tts import ASSETS

from quietude.narration.engines import models


class HibariVoice(Hibari):  # type: ignore[misc]  # it carries no types
    """One voice, loaded: a call with a text says it.

    Everything is hibari's but how the session is opened, which hibari leaves no choice in; so what its own
    ``__init__`` sets is set here, and a test holds that both say the same to the bit.
    """

    def __init__(self, voice: str, path: Path, reader: Any) -> None:
        """``path``: the voice's model. ``reader``: a ``hibari.g2p.G2P`` of the voice's accent.

        Raises:
            EngineError: the file is no model that can be run here.
        """
        self.voice = voice
        self.model_path = str(path)
        self.sess = models.session(path)
        self.vocab = json.loads(Path(ASSETS, "vocab.json").read_text(encoding="utf-8"))
        self._g2p = reader
