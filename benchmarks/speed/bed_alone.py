"""A bed and nothing else: it is made and read from its start, second by second; or another package's.

    python -m benchmarks.speed.bed_alone quietude|binaural-generator BED SECONDS

The sound is thrown away. binaural-generator is called in its library, which spares it writing a file.
"""

from __future__ import annotations

import importlib
import sys
from typing import Final

RATE_HZ: Final = 48_000
PACKAGE: Final = "binaural-generator"
NOISES: Final = {
    "white-noise": "white",
    "pink-noise": "pink",
    "brown-noise": "brown",
    "rain": "rain",
    "ocean": "ocean",
}
"""What binaural-generator calls our beds; it plays a noise in both ears alike, so it is asked for it once."""
TONE: Final = "binaural"
"""The bed that is the same tones in both: 195 and 205 Hz."""


def by_quietude(bed: str, seconds: int) -> int:
    """Read a bed; how many samples came of it."""
    from quietude.beds.spec import make_bed_from_text

    source = make_bed_from_text(bed, seed=1)
    if source is None:
        return 0
    return sum(len(source.read(second * RATE_HZ, RATE_HZ)) for second in range(seconds))


def by_binaural_generator(bed: str, seconds: int) -> int:
    """As `by_quietude`; it makes all of it at once."""
    core = "binaural_generator.core"  # by name: it need not be installed where types are checked
    if bed != TONE:
        noises = importlib.import_module(f"{core}.noise").NoiseFactory
        return len(noises.get_strategy(NOISES[bed]).generate(seconds * RATE_HZ))
    tones, types = (importlib.import_module(f"{core}.{name}") for name in ("tone_generator", "data_types"))
    steps = [{"type": "stable", "frequency": 10, "duration": seconds}]
    left, _, _ = tones.generate_audio_sequence(RATE_HZ, 195.0, steps, types.NoiseConfig())
    return len(left)


def main() -> None:
    """Make it, and see that it is whole."""
    who, bed, seconds = sys.argv[1], sys.argv[2], int(sys.argv[3])
    make = by_binaural_generator if who == PACKAGE else by_quietude
    if make(bed, seconds) != seconds * RATE_HZ:
        raise SystemExit(f"{who} made less of {bed} than was asked for")


if __name__ == "__main__":
    main()
