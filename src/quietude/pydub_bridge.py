"""The one place that imports pydub, quietly and with the ffmpeg of our own wheel."""

from __future__ import annotations

import warnings
from types import ModuleType


def import_pydub() -> ModuleType:
    """The module ``pydub``, set to our ffmpeg. It is slow to import: call this only where it is used."""
    with warnings.catch_warnings():
        # Its regular expressions have escapes that Python 3.12 warns about, Python 3.11 and 3.12 announce the
        # end of the audioop it needs, and it misses an ffmpeg on the PATH that we do not use.
        for category in (SyntaxWarning, DeprecationWarning):
            warnings.filterwarnings("ignore", r".*invalid escape sequence", category)
        warnings.filterwarnings("ignore", r"'audioop' is deprecated", DeprecationWarning)
        warnings.filterwarnings("ignore", r"Couldn't find ffmpeg or avconv", RuntimeWarning)
        import pydub

    from quietude.ffmpeg import executable

    pydub.AudioSegment.converter = executable()
    module: ModuleType = pydub
    return module
