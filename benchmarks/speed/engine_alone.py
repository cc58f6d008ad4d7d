"""A voice engine and nothing else: it speaks the texts of a session through its own interface.

    python -m benchmarks.speed.engine_alone hibari|espeak FOLDER

The sound is thrown away. eSpeak is called in its library, all texts in one process, which is the fastest way
there is.
"""

from __future__ import annotations

import ctypes
import json
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final

from benchmarks.speed.names import FACTS

_SYNCHRONOUS: Final = 2
_UTF8: Final = 1
_RATE: Final = 1
"""eSpeak's number of the parameter that is words a minute."""


def speak_by_hibari(texts: Sequence[str], rate: float) -> int:
    """Model load included; how many samples came of it."""
    from hibari import Hibari

    voice = Hibari(threads=1)
    return sum(len(voice(text, speed=rate, seed=0)) for text in texts)


def speak_by_espeak(texts: Sequence[str], rate: float) -> int:
    """As `speak_by_hibari`."""
    import espeakng_loader

    library = ctypes.CDLL(str(espeakng_loader.get_library_path()))
    heard = 0

    def take(_samples: Any, count: int, _events: Any) -> int:
        nonlocal heard
        heard += count
        return 0

    data = os.fsencode(str(espeakng_loader.get_data_path()))
    if library.espeak_Initialize(_SYNCHRONOUS, 0, data, 0) <= 0:
        raise SystemExit("eSpeak cannot read its data")
    taken = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p)(take)
    library.espeak_SetSynthCallback(taken)
    library.espeak_SetVoiceByName(b"en-us")
    library.espeak_SetParameter(_RATE, round(rate), 0)
    for text in texts:
        words = text.encode() + b"\0"
        library.espeak_Synth(words, ctypes.c_size_t(len(words)), 0, 1, 0, _UTF8, None, None)
    return heard


def main() -> None:
    """Speak, and see that something came of it."""
    engine, folder = sys.argv[1], Path(sys.argv[2])
    facts = json.loads((folder / FACTS).read_text(encoding="utf-8"))
    speak: Callable[[Sequence[str], float], int]
    speak, rate = {
        "hibari": (speak_by_hibari, facts["rate"]),
        "espeak": (speak_by_espeak, facts["contrast_rate"]),
    }[engine]
    if speak(facts["texts"], rate) < len(facts["texts"]) * 10_000:
        raise SystemExit(f"{engine} has left words out")


if __name__ == "__main__":
    main()
