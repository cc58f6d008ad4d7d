"""A session put together with pydub, as one would write it in an evening.

    python -m benchmarks.naive_pydub FOLDER

The folder holds the spoken phrases as WAV files, what comes after what (``clips.json``), and the sounds
underneath (``bed.wav``), which step back under the words already, at the right loudness, all taken from a
finished session. What is left to do: string the words together with their pauses, lay them over the bed,
fade and export. No loudness, no limiter, no chapters, no look at the result.
"""

import json
import sys
from pathlib import Path

import imageio_ffmpeg
from pydub import AudioSegment

AudioSegment.converter = imageio_ffmpeg.get_ffmpeg_exe()


def main() -> None:
    """Make ``naive.mp3`` in the folder."""
    folder = Path(sys.argv[1])
    voice = AudioSegment.empty()
    for clip, pause_ms in json.loads((folder / "clips.json").read_text()):
        voice += AudioSegment.silent(duration=pause_ms, frame_rate=48_000)
        if clip:
            voice += AudioSegment.from_wav(folder / clip)

    bed = AudioSegment.from_wav(folder / "bed.wav")
    session = bed.overlay(voice)
    session = session.fade_in(3_000).fade_out(8_000)
    session.export(folder / "naive.mp3", format="mp3", bitrate="160k", tags={"title": "Self-compassion"})


if __name__ == "__main__":
    main()
