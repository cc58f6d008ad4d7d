"""The script language by examples, one to a line; `page` is docs/language.md, and every example runs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """One thing that can be written."""

    written: str
    """As it stands in a script, on one line."""
    meaning: str
    before: str = ""
    """What has to stand above it to make sense."""
    after: str = ""
    """What has to stand below it."""

    def script(self, *, in_front_matter: bool = False) -> str:
        """A whole script that holds it."""
        entry = f"{self.written}\n" if in_front_matter else ""
        line = "" if in_front_matter else f"{self.before}{self.written}\n{self.after}"
        title = "" if self.written.startswith("title:") else "title: An example\n"
        ask = (
            ""
            if self.written.startswith("ask:")
            else 'ask: { name: { prompt: "Your name?", optional: true } }\n'
        )
        choices = (
            ""
            if self.written.startswith("choices:")
            else "choices: { touch: [touch, no-touch], why: [no, yes] }\n"
        )
        return f"---\n{title}{ask}{choices}{entry}---\n\n{line}\nAnd rest.\n"


_PHRASES: Final = "- I am here.\n- I am allowed to rest.\n"

FRONT_MATTER: Final = (
    Example(written="title: One kind minute", meaning="the only entry that is needed"),
    Example(written="author: Ada Lovelace", meaning="who wrote it; the artist in the file's tags"),
    Example(written="description: A minute of kindness, sitting or lying.", meaning="for lists of scripts"),
    Example(written="purpose: To find a kind word for yourself.", meaning="what it is for, for a hand-out"),
    Example(written="why: Repeated kind words may come more easily.", meaning="why it works, honestly"),
    Example(written='sources: ["Neff, 2003, Self-Compassion"]', meaning="what that rests on"),
    Example(written="album: Evenings", meaning="the album in the file's tags; `genre` and `year` too"),
    Example(written="language: de", meaning="in which it is spoken: a code such as en, de or pt-br"),
    Example(written="length: 7 min", meaning="the length it has when the listener asks for none"),
    Example(written="range: 5-15 min", meaning="the lengths it is written for"),
    Example(written="bed: ocean", meaning="what lies underneath when the listener names nothing"),
    Example(
        written="phrasing: gradual", meaning="the form of its phrases: statement, what-if, gradual or wish"
    ),
    Example(
        written='ask: { name: { prompt: "What should the voice call you?", optional: true } }',
        meaning="what the listener is asked for; spoken where `{name}` stands",
    ),
    Example(
        written="choices: { eyes: [eyes-closed, eyes-open] }",
        meaning="the paths a listener can choose; the first is taken where nothing is chosen",
    ),
    Example(
        written="say: { Siobhan: shi-VAWN }",
        meaning="how a word is said: a respelling, or IPA between slashes",
    ),
    Example(written="recordings: my-voice", meaning="the folder of your own recorded lines"),
    Example(written="ignore: [we]", meaning="what `quietude check` need not tell about this script"),
    Example(written="safety: Not while driving.", meaning="the safety line, in the file's comment"),
)

BODY: Final = {
    "Text": (
        Example(written="# Arriving", meaning="a chapter begins; players show it", after="Welcome.\n"),
        Example(
            written="Welcome. There is nothing to get right.",
            meaning="it is spoken; a blank line is a longer rest",
        ),
        Example(
            written="Welcome{, name}.", meaning="the listener's value, and a comma only when there is one"
        ),
        Example(
            written="This is *important*, for 2-3 min.", meaning="emphasis is not heard; figures are words"
        ),
        Example(written="<!-- slower here? -->", meaning="a note to yourself"),
        Example(written=r"A \[bracket\] and a \{brace\}.", meaning="a mark that is spoken"),
    ),
    "Rests": (
        Example(written="[pause]", meaning="some six seconds; also [short pause], [long pause]"),
        Example(
            written="[pause 10s]", meaning="a rest you choose; it gives way so that the length comes out"
        ),
        Example(written="[pause 4-10s]", meaning="a rest between two bounds"),
        Example(written="[pause exactly 1 min]", meaning="a rest that never gives way"),
        Example(written="[short pause]", meaning="some three seconds"),
        Example(written="[long pause]", meaning="some fifteen seconds and more"),
    ),
    "Phrases": (
        Example(written="- I am safe.", meaning="a phrase; English makes its other forms by rule"),
        Example(
            written="- I am safe. | What if I am safe? | May I be safe.",
            meaning="a phrase with its what-if form and its wish",
        ),
        Example(
            written="[repeat phrases 3 times]",
            meaning="the phrases above, in rounds; with room after each",
            before=_PHRASES,
        ),
        Example(
            written="[repeat phrases for 2-3 min, at least 1 min, at most 9 min, 8s apart]",
            meaning="rounds for a time, and how far other lengths may change it",
            before=_PHRASES,
        ),
        Example(
            written="[repeat phrases 2 times, answered by heart-soft]",
            meaning="a second voice says each phrase again",
            before=_PHRASES,
        ),
    ),
    "Breath and touch": (
        Example(written="[breathe in 4s, out 6s, 3 times]", meaning="a soft sound to breathe along with"),
        Example(written="[breathe in 4s, hold 2s, out 6s, rest 2s, 3 times]", meaning="with still moments"),
        Example(
            written="[breathe in 4s, out 6s, 3 times, wave]",
            meaning="without a dip between; or `tone` for a hum",
        ),
        Example(
            written="[touch shoulders to elbows, 6s a stroke]",
            meaning="a stroking sound, until [end touch]",
            after="Gently.\n[end touch]\n",
        ),
        Example(
            written="[touch palms to fingertips, 5s a stroke, alternating]",
            meaning="hands that take turns",
            after="Gently.\n[end touch]\n",
        ),
        Example(
            written="[end touch]",
            meaning="the touch stops",
            before="[touch shoulders to elbows, 6s a stroke]\nGently.\n",
        ),
    ),
    "Paths": (
        Example(written="[only no-touch] You may imagine it. [end only]", meaning="for those who chose it"),
        Example(
            written="[only touch, no-touch] Either way. [end only]",
            meaning="for those who chose one of several",
        ),
        Example(
            written="# Why [only yes]",
            meaning="a whole chapter for some",
            before="Hello.\n",
            after="Because.\n",
        ),
    ),
    "Bells and sounds": (
        Example(written="[bell]", meaning="a singing bowl is struck"),
        Example(written="[bell low, 3 times]", meaning="low, middle, high or small; several strokes"),
        Example(written="[bell every 5 min]", meaning="bells through a long sit, until [bell off]"),
        Example(
            written="[bell off]", meaning="no more of them", before="[bell every 5 min]\n[pause 12 min]\n"
        ),
        Example(
            written="[sound rain, fade 8s]", meaning="another bed from here on; also with settings: rain:-3dB"
        ),
        Example(written="[sound off, fade 20s]", meaning="no bed from here on"),
    ),
    "Voices": (
        Example(written="[voice heart-soft] Another voice.", meaning="another voice, until [end voice]"),
        Example(written="[end voice]", meaning="the usual voice", before="[voice heart-soft] Another.\n"),
        Example(written="Say [in es] todo está bien [end in], softly.", meaning="words in another language"),
        Example(
            written='[record "welcome"] Welcome to this evening.',
            meaning="a person's recording of that name, where there is one",
        ),
    ),
}


def page() -> str:
    """The whole page, as Markdown."""
    return "\n".join(_lines())


def _lines() -> Iterator[str]:
    yield "# The script language, one example a line\n"
    yield "Made by `quietude scripts language`. Every example runs: the tests render each of them.\n"
    yield "A script begins with front matter, between two lines `---`:\n"
    yield from _table(FRONT_MATTER)
    yield "Below it stands what is heard. What is in brackets is for the program; all else is spoken.\n"
    for heading, examples in BODY.items():
        yield f"## {heading}\n"
        yield from _table(examples)


def _table(examples: tuple[Example, ...]) -> Iterator[str]:
    yield "| you write | what happens |\n|---|---|"
    for example in examples:
        written = example.written.replace("|", r"\|")
        yield f"| `{written}` | {example.meaning} |"
    yield ""
