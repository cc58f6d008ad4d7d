"""The engine's own rate at which a voice speaks as many words a minute as its profile asks for.

Engines mean different things by their rate, and keep to none: 110 "words a minute" of eSpeak's are 148. So
the voice says a few known sentences, and the rate follows from how long they took.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable
from typing import Final

from quietude.audio import Audio
from quietude.errors import VoiceError
from quietude.narration.engine import Engine
from quietude.narration.sound.pace import spoken_s
from quietude.narration.words.wording import count_words
from quietude.voices.profile import UNSET_RATE, VoiceProfile

SENTENCES: Final = {
    "en": (
        "You can let go of the day now.",
        "Feel how the chair carries you, from your feet up to your neck.",
        "The breath comes and goes all by itself.",
        "If a thought turns up, greet it, and let it move on.",
        "Many people feel exactly what you are feeling at this moment.",
        "May I be gentle with myself, today and tomorrow.",
    ),
    "de": (
        "Du kannst den Tag jetzt loslassen.",
        "Spüre, wie der Stuhl dich trägt, von den Füßen bis zum Nacken.",
        "Der Atem kommt und geht ganz von allein.",
        "Wenn ein Gedanke auftaucht, begrüße ihn und lass ihn weiterziehen.",
        "Viele Menschen fühlen genau das, was du in diesem Augenblick fühlst.",
        "Möge ich sanft mit mir sein, heute und auch morgen.",
    ),
    "es": (
        "Ya puedes soltar el día.",
        "Siente cómo te sostiene la silla, desde los pies hasta la nuca.",
        "La respiración viene y va por sí sola.",
        "Si aparece un pensamiento, salúdalo y deja que siga su camino.",
        "Muchas personas sienten lo mismo que sientes tú en este momento.",
        "Que pueda tratarme con ternura, hoy y también mañana.",
    ),
    "fr": (
        "Vous pouvez maintenant laisser la journée derrière vous.",
        "Sentez comme la chaise vous porte, des pieds jusqu'à la nuque.",
        "Le souffle va et vient de lui-même.",
        "Si une pensée arrive, saluez-la et laissez-la poursuivre son chemin.",
        "Beaucoup de gens ressentent ce que vous ressentez en ce moment.",
        "Puissé-je être doux envers moi, aujourd'hui comme demain.",
    ),
    "it": (
        "Adesso puoi lasciare andare la giornata.",
        "Senti come la sedia ti sostiene, dai piedi fino alla nuca.",
        "Il respiro va e viene da solo.",
        "Se arriva un pensiero, salutalo e lascialo andare per la sua strada.",
        "Molte persone provano proprio quello che provi tu in questo momento.",
        "Che io possa essere gentile con me, oggi e anche domani.",
    ),
    "pt": (
        "Agora pode deixar o dia para trás.",
        "Sinta como a cadeira o sustenta, dos pés até à nuca.",
        "A respiração vem e vai por si mesma.",
        "Se surgir um pensamento, cumprimente-o e deixe-o seguir o seu caminho.",
        "Muitas pessoas sentem o mesmo que sente neste momento.",
        "Que eu possa ser gentil comigo, hoje e também amanhã.",
    ),
    "nl": (
        "Je kunt de dag nu loslaten.",
        "Voel hoe de stoel je draagt, van je voeten tot aan je nek.",
        "De adem komt en gaat helemaal vanzelf.",
        "Als er een gedachte opkomt, begroet haar en laat haar verdergaan.",
        "Veel mensen voelen precies wat jij op dit moment voelt.",
        "Mag ik zacht zijn voor mezelf, vandaag en ook morgen.",
    ),
}
"""What is spoken to find a rate: some fifty words in each language, as calm as what will be said.
Changing them changes the sound of every voice whose profile gives no rate."""
_MOST_TRIES: Final = 4
_NEAR: Final = 0.01
"""Nearer than this part of the pace no ear, and hardly a second measurement, tells a difference."""
_LEAST_SLOPE: Final = 0.2
"""Where an engine hardly heeds its rate, a secant would leap out of the world."""
_FINE_BELOW: Final = 10.0
"""Speed factors are kept to a hundredth; rates in words a minute, which are larger, to whole ones."""


def with_own_rate(
    profile: VoiceProfile, language: str, engine: Engine, say: Callable[[VoiceProfile, str], Audio]
) -> VoiceProfile:
    """The profile with the rate at which it keeps its pace; as it is where it gives a rate.

    Args:
        profile: its pace is the aim; its pitch and model take part.
        language: BCP 47, of what will be said. Where it has no sentences here, English ones are said.
        engine: its ``good_rates`` bound the search: the least and the greatest rate at which it sounds well.
        say: one sentence by a profile, as a trimmed clip. Worth keeping: the same few come again.

    Raises:
        VoiceError: the profile gives neither rate nor pace.
    """
    if profile.rate != UNSET_RATE:
        return profile
    if profile.pace is None:
        raise VoiceError(f'voice "{profile.name}": the engine "{profile.engine}" needs a rate or a pace')
    texts = SENTENCES.get(language.lower().partition("-")[0], SENTENCES["en"])
    words = sum(map(count_words, texts))

    def pace_at(rate: float) -> float:
        # Without its pace: rests are what is added later, and would hide how fast the words are.
        tried = dataclasses.replace(profile, rate=rate, pace=None)
        return words * 60.0 / sum(spoken_s(say(tried, text)) for text in texts)

    return dataclasses.replace(profile, rate=rate_for(profile.pace, engine.good_rates, pace_at))


def rate_for(target: float, limits: tuple[float, float], pace_at: Callable[[float], float]) -> float:
    """The rate within limits at which ``pace_at`` comes nearest to the target (words a minute).

    Secants on logarithms: pace follows a power of the rate in every engine, rising or falling.

    >>> rate_for(130, (0.5, 1.2), lambda rate: 210 * rate**0.9)
    0.59
    """
    low, high = limits
    tried: dict[float, float] = {}
    slope, rate = 1.0, _kept(math.sqrt(low * high), limits)
    while rate not in tried and len(tried) < _MOST_TRIES:
        tried[rate] = pace_at(rate)
        if abs(tried[rate] / target - 1) < _NEAR:
            return rate
        nearest, *others = sorted(tried, key=lambda one: abs(math.log(tried[one] / target)))
        if others and tried[others[0]] != tried[nearest]:
            slope = math.log(tried[nearest] / tried[others[0]]) / math.log(nearest / others[0])
            slope = math.copysign(max(abs(slope), _LEAST_SLOPE), slope)
        rate = _kept(nearest * (target / tried[nearest]) ** (1 / slope), limits)
    return min(tried, key=lambda one: abs(math.log(tried[one] / target)))


def _kept(rate: float, limits: tuple[float, float]) -> float:
    low, high = limits
    return min(high, max(low, round(rate, 2) if rate < _FINE_BELOW else float(round(rate))))
