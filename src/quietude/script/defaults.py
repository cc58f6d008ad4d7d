"""What a directive means where its author leaves something out. Times are seconds."""

from __future__ import annotations

from typing import Final

PAUSE_S: Final = (4.0, 6.0, 10.0)
"""Shortest, ideal and longest ``[pause]``: medians of two public script collections."""
SHORT_PAUSE_S: Final = (2.0, 3.0, 5.0)
"""Those of ``[short pause]``."""
LONG_PAUSE_S: Final = (12.0, 17.0, 24.0)
"""Those of ``[long pause]``. The ideal lies in the collections' 15 to 20 s."""
ELASTIC: Final = (4 / 6, 10 / 6)
"""How far ``[pause 6s]`` may shrink and stretch: as ``[pause]`` does."""
BREATH_IN_S: Final = 4.0
BREATH_OUT_S: Final = 6.0
"""Six breaths a minute (slow-breathing meta-analyses of 2017 and 2024)."""
BREATHS: Final = 3
BREATH_SHAPES: Final = ("swell", "wave", "tone")
"""How ``[breathe]`` may sound; the first is usual. The sounds are in beds/breath.py."""
STROKE_S: Final = 6.0
"""34 cm from shoulder to elbow in 6 s is 5.7 cm/s, within the 3-6 cm/s that soothes most."""
STROKE_PATH: Final = "shoulders to elbows"
HANDS: Final = ("together", "alternating")
"""How the hands of ``[touch]`` may go; the first is usual."""
SOUND_FADE_S: Final = 8.0
BELLS: Final = ("low", "middle", "high", "small")
"""What ``[bell]`` may name: three bowls and a small bell. The sounds are in beds/bell.py."""
BELL: Final = "middle"
BELLS_APART_S: Final = 6.0
"""From one stroke of ``[bell 3 times]`` to the next: each is heard to bloom, and rings on under the next."""
