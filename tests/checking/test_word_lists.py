"""Orders, closed eyes and claims are found in seven languages; what only sounds like them is left alone."""

from __future__ import annotations

import pytest

from quietude.checking import word_lists
from quietude.checking.check import check_script
from quietude.script.parser import parse_script

FIRES = [
    ("de", "order", "Du musst jetzt loslassen."),
    ("de", "order", "Sie sollten nun ruhen."),
    ("de", "order", "Gut. Versuche, nichts zu denken."),
    ("de", "eyes-closed", "Schließe sanft deine Augen."),
    ("de", "eyes-closed", "Lass die Augen langsam zufallen."),
    ("de", "claim", "Diese Übung heilt den Schmerz."),
    ("de", "claim", "Es ist wissenschaftlich bewiesen."),
    ("es", "order", "Tienes que soltar el día."),
    ("es", "order", "Ahora debes respirar."),
    ("es", "eyes-closed", "Cierra los ojos."),
    ("es", "eyes-closed", "Deja que los ojos se cierren."),
    ("es", "claim", "Esto cura el dolor."),
    ("fr", "order", "Vous devez lâcher prise."),
    ("fr", "order", "Il faut respirer."),
    ("fr", "eyes-closed", "Fermez doucement les yeux."),
    ("fr", "claim", "Cet exercice guérit la douleur."),
    ("it", "order", "Adesso devi respirare."),
    ("it", "eyes-closed", "Chiudi gli occhi."),
    ("it", "claim", "Questo guarisce il dolore."),
    ("nl", "order", "Je moet nu ontspannen."),
    ("nl", "order", "Probeer je adem te volgen."),
    ("nl", "eyes-closed", "Sluit zacht je ogen."),
    ("nl", "claim", "Dit geneest je pijn."),
    ("pt-br", "order", "Você precisa relaxar."),
    ("pt-br", "eyes-closed", "Feche os olhos."),
    ("pt-br", "claim", "Isto cura a dor."),
]

SILENT = [
    ("de", "order", "Du musst nichts tun. Du musst dich nicht anstrengen. Alles, was du musst, ist da."),
    ("de", "order", "Viele glauben, dass du sollst. Ein neuer Versuch."),
    ("de", "eyes-closed", "Schließe die Augen, oder lass den Blick ruhen."),
    ("de", "eyes-closed", "Du kannst die Augen wieder öffnen."),
    ("de", "claim", "Alle Gefühle sind heil und ganz. Eine heilsame Pause."),
    (
        "es",
        "order",
        "No tienes que hacer nada. Si tienes que moverte, hazlo. Lo que tienes que hacer, espera.",
    ),
    ("es", "eyes-closed", "Cierra los ojos, o deja descansar la mirada."),
    ("es", "claim", "Un gesto de cuidado, una cura suave."),
    (
        "fr",
        "order",
        "Vous ne devez rien faire. Il ne faut rien. S'il faut bouger, bougez. Vous n'essayez rien.",
    ),
    ("fr", "eyes-closed", "Fermez les yeux, ou gardez-les entrouverts."),
    ("it", "order", "Non devi fare nulla. Se devi muoverti, puoi."),
    ("it", "eyes-closed", "Chiudi gli occhi, o lascia riposare lo sguardo."),
    ("it", "claim", "Amore e cura."),
    ("nl", "order", "Je moet niets. Als je moet bewegen, mag dat."),
    ("nl", "eyes-closed", "Sluit je ogen, of laat je blik rusten."),
    ("pt-br", "order", "Você não precisa fazer nada. Se você precisa se mover, pode."),
    ("pt-br", "eyes-closed", "Feche os olhos, ou descanse o olhar."),
    ("sv", "order", "Du måste. You must. Du musst."),
]


def codes(language: str, body: str) -> set[str]:
    text = f"---\ntitle: T\nlanguage: {language}\n---\n{body}\n"
    return {finding.code for finding in check_script(parse_script(text, path="script.md"))}


@pytest.mark.parametrize(("language", "code", "body"), FIRES)
def test_words_are_found_in_their_language(language: str, code: str, body: str) -> None:
    assert code in codes(language, body)


@pytest.mark.parametrize(("language", "code", "body"), SILENT)
def test_what_only_sounds_like_them_is_left_alone(language: str, code: str, body: str) -> None:
    assert code not in codes(language, body)


def test_a_line_in_another_language_is_read_in_that_language() -> None:
    assert "order" in codes("en", "[in de] Du musst ruhen. [end in]")
    assert "order" not in codes("de", "[in en] Du musst ruhen. [end in]")


@pytest.mark.parametrize(
    "words", [word_lists.ORDERS, word_lists.CLOSED_EYES, word_lists.CLAIMS, word_lists.WHAT_IF]
)
def test_every_language_has_all_its_words(words: dict[str, object]) -> None:
    assert set(words) == set(word_lists.INVITATIONS) == set(word_lists.RESTED_GAZE)
    assert set(words) == set(word_lists.WHAT_IF_BEGINS) == set(word_lists.OTHER_THAN_CLOSED)
