"""What listeners would say of a voice, from 1 (bad) to 5 (excellent), as two models predict it.

DNSMOS (package ``speechmos``, extra ``listen``) hears noise and distortion, but hardly tells a robot from a
person. DistillMOS (package ``distillmos``) does. It needs torch, which on Linux brings gigabytes for graphics
cards along unless one takes the build for processors (0.75 GB); so it is in no extra, and its column has a
dash where it is missing. ``pip install --no-deps distillmos xls-r-sqa`` is enough beside such a torch.
"""

from __future__ import annotations

import contextlib
import importlib
import importlib.util
import io
import sys
import types
from collections.abc import Callable, Sequence
from typing import Any, Final

import numpy as np

from benchmarks.recogniser import SAMPLE_RATE_HZ
from quietude.audio import Samples

_SHORTEST_S: Final = 1.0
"""Both models have a stride of about this; shorter clips are passed over."""


def load_dnsmos() -> Callable[[Sequence[Samples]], float] | str:
    """The mean overall opinion of mono clips at 16 kHz; or why there is none, in a few words."""
    if not _there("speechmos", "librosa", "requests"):
        return "speechmos is not installed"
    dnsmos: Any = importlib.import_module("speechmos.dnsmos")

    def opinion(clips: Sequence[Samples]) -> float:
        judged = [dnsmos.run(np.clip(clip, -1.0, 1.0), SAMPLE_RATE_HZ) for clip in _long_enough(clips)]
        return float(np.mean([one["ovrl_mos"] for one in judged]))

    return opinion


def load_distillmos() -> Callable[[Sequence[Samples]], float] | str:
    """As `load_dnsmos`, by DistillMOS."""
    if not _there("distillmos", "torch", "xls_r_sqa"):
        return "distillmos is not installed"
    if not _there("torchaudio"):
        # Only its command line reads files with it, and torch for processors often has none that fits.
        sys.modules["torchaudio"] = types.ModuleType("torchaudio")
    torch: Any = importlib.import_module("torch")
    torch.set_num_threads(1)
    with contextlib.redirect_stdout(io.StringIO()):  # it prints where its weights lie
        model: Any = importlib.import_module("distillmos").ConvTransformerSQAModel()
    model.eval()

    def opinion(clips: Sequence[Samples]) -> float:
        with torch.no_grad():
            judged = [float(model(torch.from_numpy(clip)[None, :])) for clip in _long_enough(clips)]
        return float(np.mean(judged))

    return opinion


def _long_enough(clips: Sequence[Samples]) -> list[Samples]:
    return [clip for clip in clips if len(clip) >= _SHORTEST_S * SAMPLE_RATE_HZ]


def _there(*modules: str) -> bool:
    return all(importlib.util.find_spec(module) is not None for module in modules)
