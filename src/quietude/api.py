"""The Python interface: one function, with the words of the command line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from quietude.export.captions.write import parse_kinds
from quietude.job import DEFAULT_LOUDNESS_LUFS, Job, Wanted
from quietude.pipeline import render as render_job
from quietude.presets import parse_loudness
from quietude.progress import Progress, silent
from quietude.score.listener import Listener, parse_phrasing
from quietude.score.own_phrases import choose_phrases
from quietude.script.phrases import PhraseSet
from quietude.session import Session
from quietude.units import parse_time


def render(
    script: str | Path,
    output: str | Path | None = None,
    *,
    length: float | str | None = None,
    name: str | None = None,
    values: Mapping[str, str] | None = None,
    choices: Mapping[str, str] | None = None,
    phrasing: str | None = None,
    phrases: str | Path | Sequence[str | Path] | None = None,
    voice: str | Sequence[str] | None = None,
    bed: str | Sequence[str] | None = None,
    recordings: str | Path | None = None,
    format: str | None = None,  # noqa: A002  # as on the command line
    bitrate_kbps: int | None = None,
    mono: bool = False,
    loudness: str | float = DEFAULT_LOUDNESS_LUFS,
    keep_clips: bool = True,
    stems: bool = False,
    voice_only: bool = False,
    report: bool = False,
    plot: str | Path | None = None,
    captions: str | Sequence[str] = (),
    sound_cues: bool = False,
    word_times: bool = False,
    name_in_captions: bool = False,
    cover: str | Path | bool = True,
    lyrics: bool = True,
    name_in_tags: bool = False,
    progress: Progress = silent,
) -> Session:
    r"""Turn a script into an MP3, or another sound file.

    Args:
        script: the name of a script that came with quietude, or a path.
        output: the file to write, ending as its format does; None: ``output/<script>.mp3``.
        length: seconds, or a time such as ``"12m"``; None: the script's own.
        name: what the voice calls the listener; short for ``values={"name": ...}``.
        values: what the script asks for, by field. Spoken, never parsed; in no tag, log or file name.
        choices: choice to option, such as ``{"touch": "no-touch"}``.
        phrasing: ``"statement"``, ``"what-if"``, ``"gradual"`` or ``"wish"`` ("May I ...").
        phrases: what is said in place of the script's own wherever it repeats phrases. By itself, the name
            or the path of a set (``"worthiness"``); in a list, phrases as text and sets as `Path`. A phrase
            is spoken and not parsed, but for a ``|`` between its forms; as private as a value.
        voice: a voice profile's name or path; None: what suits the script's language. Of several, the first
            leads, and the others take what is in languages that it does not speak.
        bed: what sounds underneath, as ``--bed`` takes it; several sound together; ``"none"`` for nothing.
        recordings: a folder of a person's recorded lines, which are heard in place of the voice
            (``quietude record-sheet`` prints their names); None: the script's own, if it names one.
        format: one of `quietude.export.formats.FORMATS`; None: what the file's ending says.
        bitrate_kbps: None: the format's own.
        mono: whether there is one channel.
        loudness: integrated loudness to reach in LUFS, or a preset's name (`quietude.presets.PRESETS`).
        keep_clips: whether spoken clips are kept for the next render.
        stems: whether voice, bed and pacers are written beside it, as WAV files that add up to it.
        voice_only: whether a twin is written beside it in which only the voice sounds.
        report: whether the mix is measured, and the figures are written beside it.
        plot: where a picture is drawn (light; a dark one beside it).
        captions: what of ``vtt``, ``srt``, ``lrc``, ``txt``, ``json`` and ``chapters`` is written beside it.
        sound_cues: whether captions tell of sounds ("[bell]").
        word_times: whether VTT and LRC have the moment of each word, where the voice tells it.
        name_in_captions: whether captions have the listener's values.
        cover: a picture's path; True: one is drawn; False: none.
        lyrics: whether the words are in the file, for players to show.
        name_in_tags: whether the file's title and words may say the listener's values.
        progress: told the stage and the fraction of it that is done.

    Returns:
        The finished session: its path, timeline and figures.

    Raises:
        QuietudeError: one of its kinds, each with one clear message; see `quietude.errors`.

    >>> import quietude, tempfile, pathlib
    >>> folder = pathlib.Path(tempfile.mkdtemp())
    >>> script = folder / "short.md"
    >>> _ = script.write_text("---\ntitle: A breath\n---\nLet a breath come.\n[pause 7s]\nAnd go.\n")
    >>> session = quietude.render(script, folder / "short.mp3", length="12s", bed="none")
    >>> session.duration_s, session.path.name
    (12.0, 'short.mp3')
    >>> len(session.to_audiosegment())  # pydub counts in milliseconds
    12000
    """
    given = dict(values or {})
    if name is not None:
        given["name"] = name
    listener = Listener(
        values=given,
        choices=dict(choices or {}),
        phrasing=None if phrasing is None else parse_phrasing(phrasing),
        phrases=_phrases(phrases),
        target_s=parse_time(length) if isinstance(length, str) else length,
    )
    beds = None if bed is None else (bed,) if isinstance(bed, str) else tuple(bed)
    level = parse_loudness(str(loudness))
    job = Job(
        script=str(script),
        listener=listener,
        voices=() if voice is None else (voice,) if isinstance(voice, str) else tuple(voice),
        beds=beds,
        recordings=None if recordings is None else Path(recordings),
        output=None if output is None else Path(output),
        format=format,
        bitrate_kbps=bitrate_kbps,
        mono=mono,
        loudness_lufs=level.loudness_lufs,
        further_back_db=level.further_back_db,
        keep_clips=keep_clips,
        wanted=Wanted(
            stems=stems,
            voice_only=voice_only,
            report=report,
            plot=None if plot is None else Path(plot),
            captions=parse_kinds(captions if isinstance(captions, str) else ",".join(captions))
            if captions
            else (),
            sound_cues=sound_cues,
            word_times=word_times,
            name_in_captions=name_in_captions,
        ),
        cover=None if isinstance(cover, bool) else Path(cover),
        with_cover=cover is not False,
        with_words=lyrics,
        name_in_tags=name_in_tags,
    )
    return render_job(job, progress=progress)


def _phrases(given: str | Path | Sequence[str | Path] | None) -> tuple[PhraseSet, ...]:
    if given is None:
        return ()
    if isinstance(given, str | Path):
        return choose_phrases((given,))
    return choose_phrases(
        [each for each in given if isinstance(each, Path)], [each for each in given if isinstance(each, str)]
    )
