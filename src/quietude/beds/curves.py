"""Spectra in the words of a sound designer: slopes, gentle edges and broad hills over frequency."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from quietude.beds.spectra import Curve
from quietude.units import db_to_amplitude

if TYPE_CHECKING:
    from numpy.typing import NDArray


def slope(db_per_octave: float) -> Curve:
    """A magnitude that falls (below 0) or rises by so many dB an octave; 1 at 1 kHz."""
    exponent = db_per_octave / (20.0 * math.log10(2.0))

    def curve(at_hz: NDArray[np.float32]) -> NDArray[np.float32]:
        return np.asarray((np.maximum(at_hz, np.float32(1.0)) / np.float32(1000.0)) ** exponent, np.float32)

    return curve


def above(edge_hz: float, order: int = 2) -> Curve:
    """What lies above an edge, through a Butterworth high-pass of that order: -3 dB at the edge."""

    def curve(at_hz: NDArray[np.float32]) -> NDArray[np.float32]:
        ratio = np.float32(edge_hz) / np.maximum(at_hz, np.float32(1e-3))
        return np.asarray(1.0 / np.sqrt(1.0 + ratio ** (2 * order)), np.float32)

    return curve


def below(edge_hz: float, order: int = 2) -> Curve:
    """What lies below an edge, through a Butterworth low-pass of that order: -3 dB at the edge."""

    def curve(at_hz: NDArray[np.float32]) -> NDArray[np.float32]:
        return np.asarray(1.0 / np.sqrt(1.0 + (at_hz / np.float32(edge_hz)) ** (2 * order)), np.float32)

    return curve


def hill(centre_hz: float, octaves: float, gain_db: float) -> Curve:
    """A broad rise (or dip) of ``gain_db`` around a centre, bell-shaped, half as high ``octaves`` away."""

    def curve(at_hz: NDArray[np.float32]) -> NDArray[np.float32]:
        away = np.log2(np.maximum(at_hz, np.float32(1e-3)) / np.float32(centre_hz)) / np.float32(octaves)
        exponent = np.float32(np.log(db_to_amplitude(gain_db))) * np.exp2(-np.square(away))
        return np.asarray(np.exp(exponent), np.float32)

    return curve


def product(*curves: Curve) -> Curve:
    """Several curves, one through the other."""

    def curve(at_hz: NDArray[np.float32]) -> NDArray[np.float32]:
        result = curves[0](at_hz)
        for further in curves[1:]:
            result = result * further(at_hz)
        return result

    return curve


def stereo_width(width: float, mono_below_hz: float = 120.0) -> Curve:
    """A stereo width that begins above the bass, which ears do not place and small speakers join."""

    def curve(at_hz: NDArray[np.float32]) -> NDArray[np.float32]:
        return np.float32(width) * above(mono_below_hz, 1)(at_hz)

    return curve
