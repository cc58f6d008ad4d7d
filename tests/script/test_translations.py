"""The founding exercise in six languages: the session of the English script, only in other words."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path

import pytest

from quietude.checking.check import check_script
from quietude.script.front_matter import DEFAULT_SAFETY, Metadata
from quietude.script.nodes import FieldRef, Node, Phrase, Prose, Script
from quietude.script.parser import load_script
from quietude.script.passages import passages, walk
from quietude.script.sentences import MOST_WORDS_A_BREATH, split_breaths, split_sentences
from quietude.script.text import plain, word_count
from quietude.shipped import folder

ENGLISH = ("self-compassion", "self-compassion-short")
ASKS = {
    "de": "Was wäre, wenn ",
    "es": "¿Y si ",
    "fr": "Et si",
    "it": "E se ",
    "nl": "Wat als ",
    "pt-br": "E se ",
}
"""How a what-if form begins."""
LANGUAGES = tuple(ASKS)
TRANSLATIONS = [(name, language) for name in ENGLISH for language in LANGUAGES]
TELLS = {
    "de": r"„Was wäre, wenn[^.]*\?",
    "es": "«y si»",
    "fr": r"«\s?Et si[^.]*\?",
    "it": "«e se»",
    "nl": r"“Wat als[^.]*\?",
    "pt-br": "“e se”",
}
"""How the narration quotes that beginning, once."""
OTHER_WORDS = {"span", "text", "statement", "what_if", "wish", "phrases", "title", "body"}
"""Of a node or chapter, what a translation changes, or what `walk` gives by itself."""
SAME_ENTRIES = {"author", "album", "genre", "year", "length", "bed", "phrasing"}
MOST_WORDS = dict.fromkeys(LANGUAGES, MOST_WORDS_A_BREATH) | {"fr": MOST_WORDS_A_BREATH + 1}
"""Of a breath; one French sentence has no place to be parted, and a word more than that."""
LEANING = {
    "de": "der die das den dem des ein eine einen einem einer und oder aber als wie zu zum zur im am von vom "
    "für dass wenn weil ob",
    "es": "el la los las lo un una al del a de en con por para sin sobre hasta y e o u que si como mi tu su",
    "fr": "le la les un une des du de à au aux en dans sur sous par pour avec et ou mais que qui si comme ce",
    "it": "il lo la i gli le un uno una al alla del della di a da in con su per tra e ed o che se come",
    "nl": "de het een en of maar als om te van met naar dat die",
    "pt-br": "o a os as um uma ao à do da no na de em com por para sem sobre até e ou que se como seu sua",
}
"""Articles, prepositions and conjunctions, which lean on the next word: no breath ends in one."""
GENDERED = {
    "de": r"\b\w+(?::in|\*in|/-?in)\b|\b(?:ein|kein) (?:Teilnehmer|Zuhörer|Hörer)\b",
    "es": r"(?<!la )\bbienvenid[oa]\b|\bti mism[oa]\b|\b(?:estés|estás|te sientes) \w+[oa]\b|[oa]/[oa]\b",
    "fr": r"\(e\)|·e|(?<!\bun )\bseule?\b|\b(?:prêt|assis|allongé|détendu|porté|tenu|soutenu|sûr)e?\b",
    "it": r"\bbenvenut[ai]\b|\bte stess[oa]\b|\b(?:sei|senti|sentirti) \w+[oa]\b|[oa]/[oa]\b|\bpront[oa]\b",
    "nl": r"\b(?:hij/zij|hem/haar)\b",
    "pt-br": r"\bbem-vind[oa]\b|\b(?:si|você) mesm[oa]\b|\bobrigad[oa]\b|\bvocê está \w+[oa]\b|[oa]/[oa]\b",
}
"""Words that agree with a listener, or a speaker, who may be anyone, or that cannot be said aloud."""
ORDERS = {
    "de": r"\bdu (?:musst|sollst|solltest)\b(?! nichts)|\bversuch(?:e)? ",
    "es": r"\b(?:debes|deberías|tienes que)\b(?! nada)|\bhay que\b|\bintenta\b",
    "fr": r"\bvous devez\b|\bil faut\b|\bessayez\b",
    "it": r"\bdevi\b(?! nulla)|\bdovresti\b|\bbisogna\b|\bprova a\b",
    "nl": r"\bje moet\b|\bprobeer\b",
    "pt-br": r"\bvocê (?:deve|precisa|tem que)\b(?! nada)|\btente\b",
}
PROMISES = {
    "de": r"\bheil(?:t|en|ung)\b|\bgarantier|\bbewiesen",
    "es": r"\bcura[nr]?\b|\bsana[nr]?\b|\bgarantiz|\bdemostrad",
    "fr": r"\bguéri|\bgaranti|\bprouvé",
    "it": r"\bguari|\bgaranti|\bdimostrat",
    "nl": r"\bgenee[sz]|\bgarande|\bbewezen",
    "pt-br": r"\bcura[mr]?\b|\bgarant|\bcomprovad",
}


def read(name: str) -> Script:
    return load_script(Path(str(folder("scripts"))) / f"{name}.md")


def kept(node: Node) -> tuple[object, ...]:
    """What a node is besides its words: its directive with all that was set, and the fields it speaks."""
    texts = [getattr(node, name) for name in ("text", "statement", "what_if", "wish") if hasattr(node, name)]
    settings = [
        (field.name, getattr(node, field.name))
        for field in dataclasses.fields(node)
        if field.name not in OTHER_WORDS
    ]
    fields = [[part.name for part in text or () if isinstance(part, FieldRef)] for text in texts]
    return (type(node).__name__, settings, fields)


def phrases(script: Script) -> list[Phrase]:
    return [heard.node for heard in walk(script) if isinstance(heard.node, Phrase)]


def words_of(metadata: Metadata) -> dict[str, str | None]:
    """Every entry that a person reads, by dotted name."""
    told = {name: getattr(metadata, name) for name in ("title", "description", "purpose", "why", "safety")}
    told |= {f"ask.{name}.prompt": ask.prompt for name, ask in metadata.ask.items()}
    for name, choice in metadata.choices.items():
        told[f"choices.{name}.prompt"] = choice.prompt
        told |= {f"choices.{name}.options.{option}": line for option, line in choice.options.items()}
    return told


@pytest.mark.parametrize(("name", "language"), TRANSLATIONS)
def test_chapters_choices_and_directives_are_those_of_the_english_script(name: str, language: str) -> None:
    english, other = read(name), read(f"{name}-{language}")
    assert [section.options for section in other.sections] == [
        section.options for section in english.sections
    ]
    for ours, theirs in zip(walk(other), walk(english), strict=True):
        where = other.line(ours.node.span.line)
        assert other.sections.index(ours.section) == english.sections.index(theirs.section), where
        assert ours.conditions == theirs.conditions, where
        assert kept(ours.node) == kept(theirs.node), where


@pytest.mark.parametrize(("name", "language"), TRANSLATIONS)
def test_the_front_matter_is_whole_and_in_its_language(name: str, language: str) -> None:
    english, other = read(name).metadata, read(f"{name}-{language}").metadata
    assert other.language == language
    assert set(other.model_fields_set) == english.model_fields_set | {"safety"}
    assert other.safety != DEFAULT_SAFETY
    for entry in SAME_ENTRIES:
        assert getattr(other, entry) == getattr(english, entry), entry
    assert [(field, ask.optional, ask.default) for field, ask in other.ask.items()] == [
        (field, ask.optional, ask.default) for field, ask in english.ask.items()
    ]
    assert [(key, choice.default) for key, choice in other.choices.items()] == [
        (key, choice.default) for key, choice in english.choices.items()
    ]
    ours, theirs = words_of(other), words_of(english)
    assert list(ours) == list(theirs)
    for entry, words in ours.items():
        assert words, entry
        assert words != theirs[entry], entry


@pytest.mark.parametrize(("name", "language"), TRANSLATIONS)
def test_chapters_have_titles_of_their_own(name: str, language: str) -> None:
    titles = [section.title for section in read(f"{name}-{language}").sections]
    assert all(titles)
    assert not {section.title for section in read(name).sections} & set(titles)


@pytest.mark.parametrize(("name", "language"), TRANSLATIONS)
def test_phrases_have_what_if_forms_that_ask(name: str, language: str) -> None:
    found = phrases(read(f"{name}-{language}"))
    assert len(found) == 4
    for phrase in found:
        assert phrase.what_if is not None
        asked = plain(phrase.what_if)
        assert asked.startswith(ASKS[language]), asked
        assert re.fullmatch(r"[^?.!]+\?", asked), asked
        assert word_count(asked) <= MOST_WORDS_A_BREATH, asked
        assert re.fullmatch(r"[^?.!¿]+\.", plain(phrase.statement))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_same_four_phrases_stand_in_the_long_and_the_short_script(language: str) -> None:
    long, short = (
        [(plain(phrase.statement), plain(phrase.what_if or ())) for phrase in phrases(read(name))]
        for name in (f"{english}-{language}" for english in ENGLISH)
    )
    assert long == short


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_listener_is_told_how_to_ask(language: str) -> None:
    spoken = passages(read(f"self-compassion-{language}"))
    narration = [passage.text for passage in spoken if isinstance(passage.heard.node, Prose)]
    assert sum(bool(re.search(TELLS[language], text)) for text in narration) == 1


@pytest.mark.parametrize(("name", "language"), TRANSLATIONS)
def test_breaths_are_short_and_end_where_one_may_breathe(name: str, language: str) -> None:
    leaning = set(LEANING[language].split())
    for passage in passages(read(f"{name}-{language}")):
        for sentence in split_sentences(passage.text):
            for breath in split_breaths(sentence, language):
                assert word_count(breath) <= MOST_WORDS[language], breath
                assert re.findall(r"\w+", breath)[-1].lower() not in leaning, breath


@pytest.mark.parametrize(("name", "language"), TRANSLATIONS)
def test_it_invites_every_listener_and_promises_nothing(name: str, language: str) -> None:
    script = read(f"{name}-{language}")
    said = [passage.text for passage in passages(script)]
    for text in (*said, *filter(None, words_of(script.metadata).values())):
        for rule in (GENDERED, ORDERS, PROMISES):
            assert not re.search(rule[language], text, re.IGNORECASE), text


@pytest.mark.parametrize(
    ("rule", "language", "text"),
    [
        (GENDERED, "es", "Cuando te sientes listo, descansa."),
        (GENDERED, "fr", "Quand vous êtes prêt, reposez-vous."),
        (GENDERED, "fr", "Vous n'êtes pas seule."),
        (GENDERED, "it", "Quando sei pronta, riposa."),
        (GENDERED, "pt-br", "E obrigada por este momento."),
        (ORDERS, "de", "Jetzt musst du atmen: du musst ruhen."),
        (ORDERS, "es", "Ahora tienes que respirar."),
        (ORDERS, "it", "Adesso devi respirare."),
        (ORDERS, "pt-br", "Agora você precisa respirar."),
        (PROMISES, "es", "Esto te cura."),
        (PROMISES, "it", "Questo guarisce."),
        (PROMISES, "nl", "Dit geneest je."),
        (PROMISES, "pt-br", "Isto cura."),
    ],
)
def test_the_rules_for_words_can_fail(rule: dict[str, str], language: str, text: str) -> None:
    assert re.search(rule[language], text, re.IGNORECASE)


def test_what_one_need_not_do_is_no_order() -> None:
    assert not re.search(ORDERS["de"], "Hier musst du nichts tun.")


@pytest.mark.parametrize(("name", "language"), TRANSLATIONS)
def test_the_checker_has_nothing_to_say(name: str, language: str) -> None:
    assert check_script(read(f"{name}-{language}")) == []


def test_french_marks_stand_after_a_space_that_breaks_no_line() -> None:
    for path in sorted(Path(str(folder("scripts"))).glob("*-fr.md")):
        body = path.read_text("utf-8").split("---\n", 2)[2]
        assert not re.search(r"[^\s\u00a0][?!;»]|«[^\u00a0]|[ \n][?!;:»]", body), path.name


@pytest.mark.parametrize(
    "told",
    [
        "La Sra. Ruiz y la Dra. Paz llegan. | Descansa.",
        "Usa un apoyo, p. ej. Una silla. | Son aprox. 5 minutos. | Ve a la pág. 3.",
        "Il sig. Rossi e il dott. Bo arrivano. | Riposa.",
        "O Sr. Lima e a Dra. Reis chegaram. | Descanse.",
        "Ahora lo que es, es. | Nada más.",
    ],
)
def test_abbreviations_end_no_sentence(told: str) -> None:
    parts = told.split(" | ")
    assert split_sentences(" ".join(parts)) == parts
