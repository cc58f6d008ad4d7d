"""What an MP3 frame is, and how to count the frames of a file without decoding it.

Facts of the format: ISO/IEC 11172-3, 2.4.1 to 2.4.3. Ours is MPEG-1 Layer III at 48 kHz: a frame is 1152
samples, exactly 24 ms, and at a constant bit rate every frame has the same number of bytes, with no padding
pattern. The frames are made without a bit reservoir, so each one decodes from its own bytes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from quietude.errors import EncodeError, InputError
from quietude.export.formats import MP3_KBPS

FRAME_SAMPLES: Final = 1152
"""Samples of each channel in a frame (two granules of 576)."""

ENCODER_DELAY: Final = 576
"""Samples of silence that LAME puts before the sound (ENCDELAY in its encoder.h)."""

DECODER_DELAY: Final = 529
"""Samples by which every Layer III decoder is late (528 for its filter bank and 1); LAME's DECDELAY."""

_LAME_GAINS: Final = {192: 0.97, 224: 0.98, 256: 1.0, 320: 1.0}
_LAME_GAIN_BELOW_192: Final = 0.95
"""What LAME multiplies the sound with at a constant bit rate, unasked: column "scale" of abr_switch_map in
its presets.c, and measured (0.950, 0.970, 0.980 and 1.000, stereo and mono). ffmpeg has no switch for it."""

_BITRATE_CODES: Final = (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)
_RATE_48K: Final = 1
_MODE_JOINT: Final = 1
_MODE_MONO: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Encoding:
    """How a session is encoded: constant bit rate, joint stereo or mono, 48 kHz."""

    bitrate_kbps: int
    """One of `MP3_KBPS`."""
    mono: bool = False

    def __post_init__(self) -> None:
        """Refuse what could not be encoded as it is asked for.

        Raises:
            InputError: the bit rate is not one of `MP3_KBPS`.
        """
        if self.bitrate_kbps not in MP3_KBPS:
            allowed = ", ".join(str(rate) for rate in MP3_KBPS)
            raise InputError(
                f"{self.bitrate_kbps} kbit/s is no bit rate of an MP3 here; choose from {allowed}"
            )

    @property
    def channels(self) -> int:
        """1 or 2."""
        return 1 if self.mono else 2

    @property
    def make_up_gain(self) -> float:
        """The factor that the sound takes on its way in, so that it comes out as loud as it was mastered.

        Without it a session at 128 kbit/s is 0.45 dB quieter than its master.
        """
        return 1.0 / _LAME_GAINS.get(self.bitrate_kbps, _LAME_GAIN_BELOW_192)

    @property
    def frame_bytes(self) -> int:
        """Bytes of every frame: 144 * bit rate / sample rate, which at 48 kHz is a whole number."""
        return 3 * self.bitrate_kbps

    @property
    def side_info_bytes(self) -> int:
        """Bytes between a frame's header and its sound; an Info frame keeps them zero."""
        return 17 if self.mono else 32

    @property
    def header(self) -> bytes:
        """The four bytes that begin every frame, with the mode extension (which varies) zero.

        The last bit but two says "original", as LAME does by default.
        """
        mode = _MODE_MONO if self.mono else _MODE_JOINT
        code = _BITRATE_CODES.index(self.bitrate_kbps)
        return bytes((0xFF, 0xFB, code << 4 | _RATE_48K << 2, mode << 6 | 0x04))


def frames_for(duration: int) -> int:
    """How many frames hold so many samples.

    The encoder's delay and at least as much after the sound, as LAME pads, are one frame together.

    >>> frames_for(1), frames_for(1152), frames_for(1153)
    (2, 2, 3)
    """
    return -(-duration // FRAME_SAMPLES) + 1


def check_frames(frames: bytes, encoding: Encoding) -> int:
    """Count the frames in ``frames``, having looked at each one's header.

    Raises:
        EncodeError: they are not whole frames of that encoding (another bit rate or sample rate, padding, a
            checksum), or one of them reaches back for bits before it.
    """
    if len(frames) % encoding.frame_bytes:
        raise EncodeError(f"the encoder gave {len(frames)} bytes, not whole frames of {encoding.frame_bytes}")
    table = np.frombuffer(frames, dtype=np.uint8).reshape(-1, encoding.frame_bytes)
    wanted = np.frombuffer(encoding.header, dtype=np.uint8)
    mode_extension_off = np.array((0xFF, 0xFF, 0xFF, 0xCF), dtype=np.uint8)
    if not np.array_equal(table[:, :4] & mode_extension_off, np.broadcast_to(wanted, (len(table), 4))):
        raise EncodeError(f"the encoder made frames other than {encoding.bitrate_kbps} kbit/s at 48 kHz")
    # The side information begins with main_data_begin, nine bits.
    if table[:, 4].any() or (table[:, 5] & 0x80).any():
        raise EncodeError("the encoder used its bit reservoir, which was switched off")
    return len(table)
