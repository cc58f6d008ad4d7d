"""Name audition: one MP3 that reads every name of a roster, and a sheet to write respellings into."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby
from pathlib import Path
from typing import Final

from quietude.delivery import deliver
from quietude.errors import InputError, QuietudeError
from quietude.export.formats import choose_form
from quietude.files import ensure_folder, whole_file
from quietude.findings import Span
from quietude.job import DEFAULT_LOUDNESS_LUFS, OUTPUT_FOLDER, check_output
from quietude.mix.mix import mix_session
from quietude.narration.cache import ClipCache
from quietude.narration.narrator import narrate
from quietude.narration.words.sayable import unsayable
from quietude.progress import Progress, Stage, silent
from quietude.roster import Roster, read_roster
from quietude.score.rests import elastic
from quietude.score.score import Mark, Rest, RestKind, Score, ScoreItem, Utterance
from quietude.script.front_matter import Metadata
from quietude.tagging import tags_for
from quietude.timeline.builder import build_timeline
from quietude.timeline.timeline import Timeline
from quietude.voices import library
from quietude.voices.lexicon import Lexicon, load_lexicon, said, word_key
from quietude.voices.profile import VoiceProfile

SHEET_COLUMNS: Final = ("row", "name", "at", "problem", "respelling")
_ROW: Final = {
    "de": "Zeile", "en": "Row", "es": "Fila", "fr": "Ligne", "it": "Riga", "nl": "Rij", "pt": "Linha",
}  # fmt: skip
_AFTER_NUMBER_S: Final = 0.5
_AFTER_NAME_S: Final = 1.2
"""Long enough to note the row's number, short enough for a thousand."""
_ROWS_A_CHAPTER: Final = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """One row of the roster, as it was heard."""

    row: int
    """As the spreadsheet counts: the header is row 1."""
    name: str = field(repr=False)
    """Private."""
    respelling: str = field(repr=False)
    """How the sheet says that it is said; empty: as the voice has it."""
    at_s: float | None
    """Where in the MP3 the name begins; None where there is a problem."""
    problem: str | None
    """Why the voice cannot say it, without the name; None where it can."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Audition:
    """What an audition made."""

    path: Path
    sheet: Path
    duration_s: float
    heard: tuple[Heard, ...]
    remarks: tuple[str, ...] = ()
    """What had to be guessed about the roster, a sentence each."""

    @property
    def unsaid(self) -> tuple[Heard, ...]:
        """The rows that the voice cannot say."""
        return tuple(one for one in self.heard if one.problem)


def audition(
    roster: Path,
    *,
    column: str = "name",
    encoding: str | None = None,
    voice: str | None = None,
    language: str = "en",
    output: Path | None = None,
    sheet: Path | None = None,
    progress: Progress = silent,
) -> Audition:
    """Read every name of a roster aloud, its row's number before it.

    Args:
        roster: a CSV file or workbook (see `quietude.roster.read_roster`).
        column: whose cells are read.
        encoding: of the roster's letters, such as "cp1252"; None: told by its bytes.
        voice: a profile's name or path; None: what suits the language.
        language: in which the names are met, BCP 47.
        output: the MP3; None: ``output/audition.mp3``. Its sound holds the names, its tags do not.
        sheet: a CSV of rows, names, problems and respellings; None: beside the MP3, with its name. Where it
            exists, the respellings in it are used and kept.
        progress: told the stage and the fraction of it that is done.

    Raises:
        InputError: the roster or the sheet cannot be used, or the voice can say none of the names.
        VoiceError: there is no such voice, or it cannot speak here.
        FileError: a file cannot be read or written.
    """
    path = output or OUTPUT_FOLDER / "audition.mp3"
    check_output(path, make_folder=output is None)
    sheet = sheet or path.with_suffix(".csv")
    people = read_roster(roster, encoding=encoding, gaps=True)
    names = _names(people, people.column(column))
    respellings = read_respellings(sheet) if sheet.exists() else {}
    profile = library.choose_voice(voice, language)
    lexicon = _with(load_lexicon(), respellings, language)
    heard = tuple(_judged(row, name, respellings, profile, lexicon, language) for row, name in names)
    duration_s, heard = _spoken(heard, profile, lexicon, language, path, progress)
    _write_sheet(sheet, heard, people.delimiter)
    return Audition(path=path, sheet=sheet, duration_s=duration_s, heard=heard, remarks=people.remarks)


def read_respellings(sheet: Path) -> dict[str, str]:
    """Name to respelling, of the rows of a sheet that have one.

    Raises:
        InputError: it has no column ``name`` or ``respelling``.
        FileError: it cannot be read.
    """
    table = read_roster(sheet, gaps=True)
    name, respelling = table.column("name"), table.column("respelling")
    return {
        row.values[name]: row.values[respelling]
        for row in table.rows
        if row.values[name] and row.values[respelling]
    }


def _names(people: Roster, column: str) -> list[tuple[int, str]]:
    names = [(row.number, row.values[column]) for row in people.rows]
    if not names:
        raise InputError(f"{people.path} has column names and nobody under them")
    return names


def _with(lexicon: Lexicon, respellings: Mapping[str, str], language: str) -> Lexicon:
    """The lexicon with the sheet's respellings over all others."""
    main = language.partition("-")[0]
    entries = {word_key(name): said(respelling) for name, respelling in respellings.items()}
    return replace(lexicon, script={**lexicon.script, main: {**lexicon.script.get(main, {}), **entries}})


def _judged(
    row: int,
    name: str,
    respellings: Mapping[str, str],
    profile: VoiceProfile,
    lexicon: Lexicon,
    language: str,
) -> Heard:
    problem = "the cell is empty" if not name else None
    problem = problem or unsayable(name, language, lexicon.words(profile, language))
    return Heard(row=row, name=name, respelling=respellings.get(name, ""), at_s=None, problem=problem)


def _spoken(
    heard: Sequence[Heard],
    profile: VoiceProfile,
    lexicon: Lexicon,
    language: str,
    path: Path,
    progress: Progress,
) -> tuple[float, tuple[Heard, ...]]:
    """Say what can be said and write the MP3; the rows with their places, and what else went wrong."""
    problems = {one.row: one.problem for one in heard if one.problem}
    lines = {one.row: _line(one, language) for one in heard if not one.problem}

    def failed(utterance: Utterance, error: QuietudeError) -> None:
        same = (row for row, line in lines.items() if utterance.text in {part.text for part in line})
        problems.update(dict.fromkeys(same, _plainly(error, utterance)))

    spoken = [part for line in lines.values() for part in line]
    with narrate(
        spoken,
        profile,
        cache=ClipCache(),
        lexicon=lexicon,
        progress=lambda done, of: progress(Stage.SPEAK, done / of),
        failed=failed,
    ) as clips:
        score = _score({row: line for row, line in lines.items() if row not in problems}, language)
        if not score.items:
            first = next(iter(problems.values()), "")
            raise InputError(f'the voice "{profile.name}" can say none of these names: {first}')
        timeline = build_timeline(score, clips.duration)
        deliver(
            mix_session(timeline, clips),
            path,
            timeline=timeline,
            tags=tags_for(Metadata(title="Name audition", language=language)),
            form=choose_form(None, path),
            loudness_lufs=DEFAULT_LOUDNESS_LUFS,
            progress=progress,
        )
    places = _places(timeline)
    told = [replace(one, at_s=places.get(one.row), problem=problems.get(one.row)) for one in heard]
    return timeline.duration_s, tuple(told)


def _line(one: Heard, language: str) -> tuple[Utterance, Utterance]:
    span = Span(path="roster", line=one.row, column=1)
    word = _ROW.get(language.partition("-")[0], "")
    number = Utterance(text=f"{word} {one.row}.".strip(), language=language, private=False, span=span)
    # A full stop gives the name the fall of a sentence's end; one that has its own mark keeps it.
    name = one.name if one.name.endswith((".", "!", "?")) else f"{one.name}."
    return number, Utterance(text=name, language=language, private=True, span=span)


def _score(lines: Mapping[int, tuple[Utterance, Utterance]], language: str) -> Score:
    items: list[ScoreItem] = []
    for _, chapter in groupby(enumerate(lines), key=lambda place: place[0] // _ROWS_A_CHAPTER):
        rows = [row for _, row in chapter]
        items.append(Mark(title=f"{rows[0]} - {rows[-1]}", span=lines[rows[0]][0].span))
        for row in rows:
            number, name = lines[row]
            items += [number, _exactly(_AFTER_NUMBER_S, number), name, _exactly(_AFTER_NAME_S, name)]
    return Score(items=tuple(items), language=language, target_s=None, target_is_firm=False)


def _exactly(length_s: float, after: Utterance) -> Rest:
    return elastic(RestKind.PAUSE, length_s, length_s, length_s, after.span)


def _places(timeline: Timeline) -> dict[int, float]:
    return {
        clip.utterance.span.line: clip.start / timeline.sample_rate_hz
        for clip in timeline.clips
        if clip.utterance.private
    }


def _plainly(error: QuietudeError, utterance: Utterance) -> str:
    return str(error).removeprefix(f"{utterance.span}: ")


def _write_sheet(sheet: Path, heard: Sequence[Heard], delimiter: str) -> None:
    """Write the rows: UTF-8 with a mark, by which Excel knows it; its owner's alone, for it holds names."""
    table = io.StringIO(newline="")
    writer = csv.writer(table, delimiter=delimiter)
    writer.writerow(SHEET_COLUMNS)
    for one in heard:
        at = "" if one.at_s is None else f"{int(one.at_s // 60)}:{one.at_s % 60:04.1f}"
        writer.writerow((one.row, one.name, at, one.problem or "", one.respelling))
    ensure_folder(sheet.parent)
    with whole_file(sheet) as temporary:
        temporary.chmod(0o600)
        temporary.write_text(table.getvalue(), encoding="utf-8-sig", newline="")
