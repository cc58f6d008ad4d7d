"""What several tests make: utterances, and engines that misbehave."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from quietude.audio import Audio
from quietude.findings import Span
from quietude.narration.engine import EngineVoice, SpeechRequest
from quietude.narration.engines.tone import ToneEngine
from quietude.score.score import Utterance


def utterance(text: str, *, language: str = "en", private: bool = False, line: int = 1) -> Utterance:
    return Utterance(
        text=text, language=language, private=private, span=Span(path="calm.md", line=line, column=1)
    )


class CountingEngine(ToneEngine):
    """The tone engine, counting what it is asked to say; or failing at it."""

    def __init__(self, speak: Callable[[SpeechRequest], Audio] | None = None) -> None:
        self.spoken: list[str] = []
        self._speak = speak

    def voices(self) -> Sequence[EngineVoice]:
        raise AssertionError("nobody should need the list of voices")

    def speak(self, request: SpeechRequest) -> Audio:
        self.spoken.append(request.text)
        return self._speak(request) if self._speak else super().speak(request)
