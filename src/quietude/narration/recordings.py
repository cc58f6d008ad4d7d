"""A person's recording of a line, made ready to stand beside a synthetic voice.

The room's rumble and steady noise are turned down, the silence at both ends is cut, and the highest peaks
are held; what every clip gets (level, edges, the room that the session is in) comes after that. Nothing else
is done to the voice itself: its colour, its s sounds and its breaths are the person's own.

A clip is a pure function of the file's bytes, and is kept under their digest: another folder or another
name speaks nothing anew, and a file that was recorded again is never mistaken for what it was.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

from quietude import decoding
from quietude.audio import SAMPLE_RATE_HZ, Audio
from quietude.errors import FileError, InputError
from quietude.files import reason
from quietude.narration.sound.denoise import denoised
from quietude.narration.sound.finish import loudness_lufs
from quietude.narration.sound.trim import trimmed
from quietude.units import amplitude_to_db, db_to_amplitude, format_time, seconds_to_samples
from quietude.voices.effects import Effects

if TYPE_CHECKING:
    from numpy.typing import NDArray

LONGEST_S: Final = 600.0
"""A clip is held in memory whole; of 48 kHz, ten minutes are 115 MB."""
RUMBLE_HZ: Final = 70.0
"""Steps, traffic and the table lie below; a deep man's voice begins at 75."""
_REVISION: Final = "recording 1"
"""Part of each clip's key: another number whenever this module, or denoise.py, makes another sound."""
_QUIETEST_DBFS: Final = -66.0
"""A file whose peak lies under this holds nothing but the noise of its recording."""
_MOST_CREST_DB: Final = 15.5
"""Peaks over loudness. The synthetic voice's lie 15 to 17 dB over, in its room; a person close to a
microphone reaches 20, and the master would have to hold that down, and with it the whole line."""
_PASSES: Final = 3
"""What holds the peaks takes some loudness along; a third time takes less than 0.3 dB."""
_HOP_S: Final = 0.001
_REACH_HOPS: Final = 6
"""A peak's gain comes and goes over 6 ms: about one turn of a voice."""
_FADE_S: Final = 0.04
"""The room fades with the last sound, instead of stopping; `trim` keeps 0.06 s of it."""


def recording_key(path: Path) -> str:
    """The SHA-256 that a recording's clip is kept under.

    Raises:
        FileError: the file cannot be read.
    """
    try:
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        message = f"cannot read the recording {path}: {reason(error)}"
        raise FileError(message, path=path, cause=error) from error
    return hashlib.sha256(f"{_REVISION}\0{digest}".encode()).hexdigest()


def recorded_clip(path: Path) -> Audio:
    """The recording from its first sound to its last: mono at 48 kHz, peak at most 1.0, with less noise.

    Raises:
        FileError: the file cannot be read.
        InputError: it is no sound, silent, or longer than `LONGEST_S`.
    """
    samples = denoised(_decoded(path), SAMPLE_RATE_HZ)
    peak = float(np.max(np.abs(samples), initial=0.0))
    kept = trimmed(Audio(samples=samples, sample_rate_hz=SAMPLE_RATE_HZ))
    if peak <= 0.0 or amplitude_to_db(peak) < _QUIETEST_DBFS or kept is None:
        raise InputError(f"the recording {path} is silent; record it again, nearer to the microphone")
    held = kept.samples / peak
    for _ in range(_PASSES):
        held = _evened(held)
    return Audio(samples=_faded(held), sample_rate_hz=SAMPLE_RATE_HZ)


def recording_effects(effects: Effects) -> Effects:
    """What of a voice's polish suits a person: the room it is in, and loud words brought nearer to soft.

    The rest would be done twice (the rumble is out), or makes up for what only a synthetic voice lacks.
    """
    return replace(effects, high_pass_hz=0.0, presence_db=0.0, de_ess=0.0)


def _decoded(path: Path) -> NDArray[np.float32]:
    """The file as mono (of a stereo file, the mean of both sides), without rumble."""
    from scipy.signal import butter, sosfilt, sosfilt_zi  # slow to import

    sections = butter(2, RUMBLE_HZ, "high", fs=SAMPLE_RATE_HZ, output="sos")
    state = None
    found, frames = [], 0
    blocks = decoding.decode_blocks(path, SAMPLE_RATE_HZ)
    try:
        for block in blocks:
            mono = np.nan_to_num(block).mean(axis=1)
            if state is None:  # as if the first sample had lasted for ever: a constant part makes no thump
                state = sosfilt_zi(sections) * mono[0]
            heard, state = sosfilt(sections, mono, zi=state)
            found.append(heard.astype(np.float32))
            frames += len(block)
            if frames > LONGEST_S * SAMPLE_RATE_HZ:
                raise InputError(
                    f"the recording {path} is longer than {format_time(LONGEST_S)}; cut it into the lines of "
                    "the script"
                )
    finally:
        close = getattr(blocks, "close", None)
        if close is not None:
            close()  # ends ffmpeg where the file goes on
    return np.concatenate(found)


def _evened(samples: NDArray[np.float32]) -> NDArray[np.float32]:
    """The clip with its peaks at most `_MOST_CREST_DB` over what its loudness was."""
    from scipy.ndimage import minimum_filter1d

    highest = db_to_amplitude(loudness_lufs(samples) + _MOST_CREST_DB)
    hop = seconds_to_samples(_HOP_S, SAMPLE_RATE_HZ)
    padded = np.pad(samples, (0, -len(samples) % hop))
    peaks = np.abs(padded).reshape(-1, hop).max(axis=1)
    wanted = np.minimum(1.0, highest / np.maximum(peaks, 1e-9))
    if wanted.min() == 1.0:
        return samples
    # Held a hop further than it is smoothed: the gain is down before the peak comes, and until it has gone.
    held = minimum_filter1d(wanted, 2 * _REACH_HOPS + 3, mode="nearest")
    window = np.hanning(2 * _REACH_HOPS + 3)[1:-1]
    smooth = np.convolve(np.pad(held, _REACH_HOPS, mode="edge"), window / window.sum(), mode="valid")
    middles = (np.arange(len(smooth)) + 0.5) * hop
    gain = np.interp(np.arange(len(samples)), middles, smooth)
    evened: NDArray[np.float32] = (samples * gain).astype(np.float32)
    return evened


def _faded(samples: NDArray[np.float32]) -> NDArray[np.float32]:
    fade = min(seconds_to_samples(_FADE_S, SAMPLE_RATE_HZ), len(samples))
    faded = samples.copy()
    faded[len(samples) - fade :] *= 0.5 + 0.5 * np.cos(np.pi * (np.arange(fade) + 0.5) / max(fade, 1))
    return faded
