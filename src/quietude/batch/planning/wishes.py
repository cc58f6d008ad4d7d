"""An entry's cells to what they ask for: a kind of session, and a listener's values."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Final, TypeVar

from quietude.batch.planning.cells import (
    CellError,
    read_bed,
    read_choices,
    read_length,
    read_option,
    read_phrasing,
    read_sets,
    read_typed,
    read_voices,
)
from quietude.batch.planning.columns import Findings, Names, names_of
from quietude.batch.planning.kinds import Kind, Kinds, Once
from quietude.batch.planning.rows import Entry
from quietude.batch.planning.sisters import sister
from quietude.batch.task import BatchRequest
from quietude.beds.spec import parse_bed
from quietude.errors import (
    BedError,
    EngineError,
    LengthError,
    ListenerError,
    QuietudeError,
    ScriptError,
    VoiceError,
)
from quietude.plugins import unknown_message
from quietude.score.listener import LONGEST_VALUE, Listener, cleaned, parse_phrasing, settle_choices
from quietude.score.own_phrases import choose_phrases
from quietude.script.front_matter import Metadata
from quietude.script.phrases import PhraseSet
from quietude.units import parse_time
from quietude.voices import library
from quietude.voices.profile import VoiceProfile

T = TypeVar("T")

_ABOUT: Final[Mapping[type[QuietudeError], tuple[str, ...]]] = {
    VoiceError: ("voice", "language"),
    EngineError: ("voice",),
    LengthError: ("length",),
    BedError: ("bed",),
}
"""Kind of error to the columns that it may be about."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What one entry asks for."""

    entry: Entry
    kind: Kind
    values: Mapping[str, str] = field(repr=False)
    """Field to value, cleaned, defaults filled in. Private."""


class Wishes:
    """Reads entries, one by one, as the request and the scripts have it."""

    def __init__(
        self,
        request: BatchRequest,
        kinds: Kinds,
        scripts: Mapping[str, str],
        columns: Collection[str],
        findings: Findings,
    ) -> None:
        """Read what was asked for all rows.

        Args:
            request: what a row leaves open takes it from here.
            kinds: where scripts and templates come from.
            scripts: language to the script in it, as `quietude.batch.planning.sisters.sisters` has them.
            columns: those of the roster.
            findings: where everything that is wrong with an entry goes.

        Raises:
            QuietudeError: something that was asked for all rows cannot be had.
        """
        self._request, self._kinds, self._scripts = request, kinds, scripts
        self._columns, self._findings = columns, findings
        metadata = kinds.script(request.script).metadata
        for name in request.values:
            if name not in metadata.ask:
                raise ListenerError(
                    f'{unknown_message("field", name, metadata.ask)} (script "{metadata.title}")'
                )
        settle_choices(Listener(choices=request.choices), metadata)
        self._phrasing = None if request.phrasing is None else parse_phrasing(request.phrasing)
        self._length_s = None if request.length is None else parse_time(request.length)
        self._phrases = choose_phrases(request.phrases)
        profiles = {voice: library.load(voice) for voice in request.voices}
        for bed in request.beds or ():
            parse_bed(bed)
        # What many rows say in the same words is read once.
        self._length = Once(read_length)
        self._sets = Once(read_sets)
        self._voices = Once(read_voices)
        self._bed = Once(read_bed)
        self._voices_for: Once[str, tuple[str, ...]] = Once(
            lambda language: _led_by(language, request.voices, profiles)
        )
        """Language to the voices that were asked for all rows, with who speaks it in front."""
        self._names: Once[str, Names] = Once(lambda script: names_of(kinds.script(script).metadata))

    def read(self, entry: Entry) -> Wish | None:
        """What an entry asks for; None where a cell of it cannot be used, which the findings tell."""
        reading = _Reading(entry, self._columns, self._findings)
        # Where there is no script in a row's language, its other cells are read as for the one that there is.
        script = reading.cell("language", self._script, None) or self._request.script
        metadata, names = self._kinds.script(script).metadata, self._names(script)
        for column in entry.cells:
            strange = column not in names.columns
            if (
                strange
                and script != self._request.script
                and column in self._names(self._request.script).columns
            ):
                reading.fault("the script in this language does not ask for it; leave the cell empty", column)
        values = self._values(reading, metadata, names)
        choices = self._choices(reading, metadata, names)
        phrases = self._own_phrases(reading, metadata)
        length_s = reading.cell("length", self._length_of, self._length_s)
        voices = reading.cell("voice", self._voices, self._voices_for(metadata.language))
        bed = reading.cell("bed", self._bed, None)
        kind = Kind(
            script=script,
            voices=voices or (),
            beds=self._request.beds if bed is None else (bed,),
            choices=tuple(sorted(choices.items())),
            phrasing=reading.cell("phrasing", read_phrasing, self._phrasing),
            phrases_as_written=tuple(entry.cells.get(column, "") for column in ("phrases", "phrase")),
            phrases=phrases,
            fields=tuple(values),
            target_s=length_s,
        )
        return None if reading.faulty else Wish(entry=entry, kind=kind, values=values)

    def check(self, wish: Wish) -> bool:
        """Whether a session of that kind, with these values, can be built; the findings tell what cannot."""
        reading = _Reading(wish.entry, self._columns, self._findings)
        try:
            template = self._kinds.template(wish.kind)
        except QuietudeError as error:
            reading.fault(*fault(error, wish.entry))
            return False
        if problem := template.problem(wish.values):
            columns = [
                column for column in wish.entry.cells if column in self._names(wish.kind.script).fields
            ]
            about = columns[0] if len(columns) == 1 else None
            reading.fault(f"it cannot be said: {problem}", about)
        return not reading.faulty

    def _script(self, language: str) -> str:
        found = sister(self._scripts, language)
        if found is None:
            raise CellError(
                f'the script "{self._request.script}" is not there in this language, but in'
                f" {', '.join(sorted(self._scripts))}; a translation of your own stands beside it, with the"
                ' language at the end of its name, as in "-de"'
            )
        return found

    def _length_of(self, text: str) -> float:
        if self._request.days is not None:
            raise CellError(
                "a series' sessions grow, so no row has a length; use --length-from and --length-to"
            )
        return self._length(text)

    def _values(self, reading: _Reading, metadata: Metadata, names: Names) -> dict[str, str]:
        columns = {name: column for column, name in names.fields.items()}
        values = {}
        for name, ask in metadata.ask.items():
            column = columns[name]
            value = cleaned(reading.entry.cells.get(column, "")) or cleaned(
                self._request.values.get(name, "")
            )
            value = value or (ask.default or "")
            if len(value) > LONGEST_VALUE:
                reading.fault(
                    f"it has {len(value)} characters, and at most {LONGEST_VALUE} are spoken; is it in the"
                    " right column?",
                    column,
                )
            elif value:
                values[name] = value
            elif not ask.optional:
                reading.missing(column, ask.prompt, name)
        return values

    def _choices(self, reading: _Reading, metadata: Metadata, names: Names) -> dict[str, str]:
        taken = reading.cell("choices", lambda text: read_choices(text, metadata.choices), None) or {}
        for column, name in names.choices.items():
            choice = metadata.choices[name]
            option = reading.cell(column, partial(read_option, name=name, choice=choice), None)
            if option is not None and taken.setdefault(name, option) != option:
                reading.fault('the column "choices" says otherwise; leave one of them empty', column)
        asked = {name: option for name, option in self._request.choices.items() if name in metadata.choices}
        return {**asked, **taken}

    def _own_phrases(self, reading: _Reading, metadata: Metadata) -> tuple[PhraseSet, ...]:
        sets = reading.cell("phrases", self._sets, self._phrases) or ()
        typed = reading.cell("phrase", read_typed, None) or ()
        own = _main(metadata.language)
        for chosen in sets:
            if chosen.language is not None and _main(chosen.language) != own:
                reading.fault(
                    f'the phrases are in "{chosen.language}", and the script is in "{metadata.language}";'
                    " choose phrases in its language",
                    "phrases",
                )
            for name in chosen.fields:
                if name not in metadata.ask:
                    reading.fault(
                        f"the phrases say {{{name}}}, and the script does not ask for it; choose others, or"
                        f' add "{name}" under "ask:" in the script',
                        "phrases",
                    )
        return (*sets, *typed)


class _Reading:
    """One entry while it is read."""

    def __init__(self, entry: Entry, columns: Collection[str], findings: Findings) -> None:
        self.entry, self._columns, self._findings = entry, columns, findings
        self.faulty = False

    def cell(self, column: str, read: Callable[[str], T], otherwise: T | None) -> T | None:
        """What a cell says; ``otherwise`` where it is empty, None where it cannot be used."""
        text = self.entry.cells.get(column)
        if text is None:
            return otherwise
        try:
            return read(text)
        except CellError as error:
            self.fault(str(error), column)
            return None

    def missing(self, column: str, prompt: str, name: str) -> None:
        """Note that a needed value is not there: of one row, or of all where there is no such column."""
        self.faulty = True
        if column in self._columns:
            message = f"it is empty, and the script needs it ({prompt})"
            self._findings.add(message, row=self.entry.row_of(column), column=column)
        else:
            self._findings.add(
                f"the script needs it ({prompt}); add the column, or give it to all with --set {name}=...",
                column=column,
            )

    def fault(self, message: str, column: str | None) -> None:
        self.faulty = True
        self._findings.add(message, row=self.entry.row_of(column), column=column)


def _led_by(language: str, voices: Sequence[str], profiles: Mapping[str, VoiceProfile]) -> tuple[str, ...]:
    """The voices, with those in front that speak the language; the first leads."""
    speaking = [voice for voice in voices if profiles[voice].speaks(language)]
    return (*speaking, *(voice for voice in voices if voice not in speaking))


def _main(language: str) -> str:
    return language.partition("-")[0]


def fault(error: QuietudeError, entry: Entry) -> tuple[str, str | None]:
    """What keeps an entry's session from being made, and the column it is about as far as that can be told.

    Of a script or a set of phrases no line is shown, only its place.
    """
    message = str(error)
    if isinstance(error, ScriptError):
        cells = "\n".join(entry.cells.values())
        message = "; ".join(
            f"{finding.message} ({'phrases' if finding.span.path in cells else finding.span.path}, line"
            f" {finding.span.line})"
            for finding in error.findings
        )
    columns = _ABOUT.get(type(error), ("phrasing", "phrase", "phrases", "choices"))
    return message, next((column for column in columns if column in entry.cells), None)
