"""What a render gives back: the file that was made, and what is known about it."""

from __future__ import annotations

import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from quietude.decoding import decode_to_wav
from quietude.export.tags import Picture
from quietude.mix.report import MixReport
from quietude.timeline.timeline import Chapter, Timeline
from quietude.units import samples_to_seconds

if TYPE_CHECKING:
    from pydub import AudioSegment


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """A finished session. Holds nothing of the listener but their choices."""

    path: Path
    """The file."""
    title: str
    language: str
    voice: str
    """The voice profile's name."""
    beds: tuple[str, ...]
    timeline: Timeline
    """Where every sound lies. Its utterances hold the words, also a listener's."""
    loudness_lufs: float
    """Integrated loudness of the master (BS.1770); -inf for silence."""
    true_peak_dbtp: float
    """Of the decoded file."""
    speech_rate_wpm: float | None
    """Words a minute inside sentences, measured on the clips; None without speech."""
    bytes: int
    """The file's size."""
    cover: Picture | None = None
    """The picture in the file."""
    warnings: tuple[str, ...] = ()
    """What there is to know about the sound, a sentence each; mostly nothing."""
    beside: tuple[Path, ...] = ()
    """What else was written: stems, twin, pictures, report."""
    report: MixReport | None = None
    """What was measured on the stems, where it was asked for."""

    @property
    def duration_s(self) -> float:
        """Length in seconds."""
        return self.timeline.duration_s

    @property
    def chapters(self) -> tuple[Chapter, ...]:
        """The chapters, in samples; they cover the whole session."""
        return self.timeline.chapters

    def to_audiosegment(self) -> AudioSegment:
        """The finished file as a pydub AudioSegment: 48 kHz, stereo, 16 bit, held in memory.

        Raises:
            FileError: the file is not there any more.
        """
        from quietude.pydub_bridge import import_pydub

        audio_segment = import_pydub().AudioSegment
        with tempfile.TemporaryDirectory(prefix="quietude-") as folder:
            wav = Path(folder) / "session.wav"
            decode_to_wav(self.path, wav)
            with wav.open("rb") as file:  # given a path, pydub leaves the file open
                return audio_segment.from_file(file, format="wav")

    def facts(self) -> dict[str, Any]:
        """What may be told about it, as plain data (JSON). No listener's value is among it."""
        rate = self.timeline.sample_rate_hz
        facts = {
            "path": str(self.path),
            "title": self.title,
            "language": self.language,
            "voice": self.voice,
            "beds": list(self.beds),
            "duration_s": round(self.duration_s, 3),
            "bytes": self.bytes,
            "loudness_lufs": _finite(self.loudness_lufs),
            "true_peak_dbtp": _finite(self.true_peak_dbtp),
            "speech_rate_wpm": self.speech_rate_wpm and round(self.speech_rate_wpm, 1),
            "warnings": list(self.warnings),
            "rounds": list(self.timeline.rounds),
            "chapters": [
                {"title": chapter.title, "start_s": round(samples_to_seconds(chapter.start, rate), 3)}
                for chapter in self.chapters
            ],
            "beside": [str(path) for path in self.beside],
        }
        if self.report is not None:
            facts["mix"] = asdict(self.report)
            facts["problems"] = self.report.problems()
        return facts


def _finite(level: float) -> float | None:
    return round(level, 2) if level > float("-inf") else None
