"""One utterance, or the list of voices, by pyttsx3, in a process of its own; run by `system_voices`.

pyttsx3 keeps state in the process that its next utterance can hear, crashes with threads and may end the
whole program where its data is missing: so each utterance gets a fresh process. The order comes as JSON
on standard input, never on the command line, where every user of the machine could read a listener's
name. The answer is one line of JSON on standard output, without any of the words.

    order   {"do": "list"}
            {"do": "speak", "model", "rate", "pitch", "pieces": [[text, mnemonics or null]], "out"}
    answer  {"voices": [[id, name, [language]]]}, {"done": true, "words": [[place, sample]]},
            {"unknown": [id]} or {"failed": why}

Where eSpeak speaks, "words" tells at which sample it began the word at that place (characters from 0) of what
it was given, and with a place of null where a clause ended.
"""

from __future__ import annotations

import ctypes
import json
import os
import sys
import tempfile
import threading
import wave
from pathlib import Path
from typing import Any

_LONGEST_DATA_PATH = 150
"""Bytes. eSpeak NG holds the path of its data in 160 and cuts what is longer."""
_ESPEAK_RATE_HZ = 22_050
"""Of all voices that eSpeak NG makes by itself."""
_PATIENCE_S = 60.0
_PHONEMES = 0x100
"""espeakPHONEMES of eSpeak's speak_lib.h: what stands between ``[[`` and ``]]`` is phonemes."""


def main() -> None:
    """Do what standard input orders and say on standard output how it went."""
    order = json.loads(sys.stdin.buffer.read().decode("utf-8"))
    # pyttsx3 and eSpeak print as they please: the answer gets the real output, they get nothing.
    answer_to = os.fdopen(os.dup(1), "w", encoding="utf-8")
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    try:
        answer = _speak(order) if order["do"] == "speak" else {"voices": _voices(_engine())}
    except Exception as error:  # noqa: BLE001  # whatever it is, the parent has to hear of it, without the words
        answer = {"failed": type(error).__name__}
    answer_to.write(json.dumps(answer) + "\n")
    answer_to.flush()
    # Past pyttsx3's and eSpeak's own farewells, which crash now and then when all is done.
    os._exit(0)


def _engine() -> Any:
    if sys.platform not in {"win32", "darwin"}:
        _use_bundled_espeak()
        from pyttsx3.drivers import _espeak

        # In the mode that pyttsx3 asks for, eSpeak speaks in a thread that may still be setting the usual
        # rate while the voice is chosen: on a busy machine some utterances then came out faster.
        _espeak.AUDIO_OUTPUT_RETRIEVAL = _espeak.AUDIO_OUTPUT_SYNCHRONOUS
    import pyttsx3  # opens the system's speech at once, so not before it has been found

    return pyttsx3.init()


def _use_bundled_espeak() -> None:
    # The wheel's library carries the SONAME that pyttsx3 asks for: once loaded, it is the one pyttsx3 gets.
    import espeakng_loader

    data = str(espeakng_loader.get_data_path())
    if len(os.fsencode(data)) > _LONGEST_DATA_PATH:
        link = Path(tempfile.mkdtemp(prefix="quietude-espeak-")) / "espeak-ng-data"
        link.symlink_to(data, target_is_directory=True)
        data = str(link)
    os.environ["ESPEAK_DATA_PATH"] = data
    ctypes.CDLL(str(espeakng_loader.get_library_path()))


def _voices(engine: Any) -> list[list[Any]]:
    return [
        [str(voice.id), str(voice.name), [_language(given) for given in voice.languages or ()]]
        for voice in engine.getProperty("voices")
    ]


def _language(given: Any) -> str:
    text = given.decode("utf-8", "replace") if isinstance(given, bytes) else str(given)
    return text.strip("\0\5 ").lower().replace("_", "-")


def _find(model: str, voices: list[list[Any]]) -> str | None:
    """The id of the voice that a profile means: by id, the last part of it, name, or language."""
    wanted = model.lower()
    tests = (
        lambda one: one[0].lower() == wanted,
        lambda one: one[0].lower().rpartition("/")[2] == wanted,
        lambda one: one[1].lower() == wanted,
        lambda one: wanted in one[2],
        lambda one: any(language.startswith(wanted + "-") for language in one[2]),
    )
    for test in tests:
        for one in voices:
            if test(one):
                return str(one[0])
    return None


def _speak(order: dict[str, Any]) -> dict[str, Any]:
    engine = _engine()
    voices = _voices(engine)
    voice = _find(order["model"], voices)
    if voice is None:
        return {"unknown": [one[0] for one in voices]}
    espeak = engine.driver_name == "espeak"
    finished, failed = threading.Event(), threading.Event()
    used: list[str] = []

    def started(**_: Any) -> None:
        used.append(str(engine.getProperty("voice")).lower())

    engine.connect("started-utterance", started)
    engine.connect("finished-utterance", lambda **_: finished.set())
    engine.connect("error", lambda **_: failed.set())
    engine.setProperty("voice", voice)
    engine.setProperty("rate", int(order["rate"]))
    sound, words = _collect() if espeak else ([], [])
    if espeak:
        # 0 to 100 is an octave down to an octave up, 50 the voice's own, in even steps of pitch.
        engine.setProperty("pitch", max(0, min(100, round(50 + order["pitch"] * 50 / 12))))
    engine.save_to_file(_text(order["pieces"], espeak=espeak), order["out"])
    engine.runAndWait()
    if failed.is_set():
        return {"failed": "pyttsx3 reports an error"}
    if not espeak:
        # runAndWait may come back before the file is there.
        return {"done": True} if finished.wait(_PATIENCE_S) else {"failed": "no utterance was finished"}
    if used != [voice.lower()]:
        return {"failed": "another voice spoke than was asked for"}
    _write(b"".join(sound), order["out"])
    return {"done": True, "words": words}


def _collect() -> tuple[list[bytes], list[tuple[int | None, int]]]:
    """Have eSpeak's samples put into the first list that is returned, and its words into the other.

    Past pyttsx3, which writes its file at a message that eSpeak only sends when it speaks in a thread.
    """
    from pyttsx3.drivers import _espeak

    sound: list[bytes] = []
    words: list[tuple[int | None, int]] = []

    def heard(samples: Any, count: int, events: Any) -> int:
        if count > 0:
            sound.append(ctypes.string_at(samples, count * 2))
        at = 0
        while events and events[at].type != _espeak.EVENT_LIST_TERMINATED:
            event = events[at]
            if event.type == _espeak.EVENT_WORD:
                words.append((event.text_position - 1, event.sample))
            elif event.type == _espeak.EVENT_END:
                words.append((None, event.sample))
            at += 1
        return 0

    _espeak.SetSynthCallback(heard)
    return sound, words


def _write(sound: bytes, out: str) -> None:
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(_ESPEAK_RATE_HZ)
        file.writeframes(sound)


def _text(pieces: list[tuple[str, str | None]], *, espeak: bool) -> str:
    """The words, with eSpeak's mnemonics where there are some; other systems get the spelling."""
    if not espeak or all(mnemonics is None for _, mnemonics in pieces):
        return "".join(text for text, _ in pieces)
    from pyttsx3.drivers import _espeak

    synth = _espeak.Synth

    def with_phonemes(text: bytes, flags: int = 0) -> Any:
        return synth(text, flags=flags | _PHONEMES)

    _espeak.Synth = with_phonemes  # pyttsx3 has no switch for it
    return "".join(text if mnemonics is None else f"[[{mnemonics}]]" for text, mnemonics in pieces)


if __name__ == "__main__":
    main()
