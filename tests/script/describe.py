"""Scripts and scores as a person would tell them: the expected side of the golden cases."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from quietude.score.score import (
    BellCue,
    BellsCue,
    BreathCue,
    Mark,
    Rest,
    RestKind,
    Rounds,
    Score,
    ScoreItem,
    SoundCue,
    TouchCue,
    Utterance,
)
from quietude.script.nodes import (
    Bell,
    Bells,
    Breathe,
    Node,
    Only,
    ParagraphEnd,
    Pause,
    Phrase,
    Prose,
    Repeat,
    Script,
    Sound,
    TouchEnd,
    TouchStart,
    VoiceChange,
)
from quietude.script.text import plain


def describe(script: Script) -> str:
    """A script, a line for each thing in it."""
    lines = []
    for section in script.sections:
        who = f", only for {_options(section.options)}" if section.options else ""
        lines.append(f'chapter "{section.title}"{who}' if section.title else "before any chapter")
        lines += [f"  {line}" for line in _nodes(section.body)]
    return "\n".join(lines)


def describe_score(score: Score) -> str:
    """A score, a line for each item."""
    return "\n".join(line for item in score.items for line in _item(item))


def _nodes(body: Iterable[Node]) -> Iterator[str]:
    for node in body:
        match node:
            case Prose():
                recording = f" (recording {node.recording})" if node.recording else ""
                language = f" in {node.language}" if node.language else ""
                yield f'say{language} "{" ".join(plain(node.text).split())}"{recording}'
            case ParagraphEnd():
                yield "paragraph ends"
            case Phrase():
                language = f" in {node.language}" if node.language else ""
                what_if = f' or "{plain(node.what_if)}"' if node.what_if else ""
                wish = f' or the wish "{plain(node.wish)}"' if node.wish else ""
                yield f'phrase{language} "{plain(node.statement)}"{what_if}{wish}'
            case Repeat():
                yield f"repeat{_rounds(node)}:"
                yield from (f"  {line}" for line in _nodes(node.phrases))
            case Only():
                yield f"only for {_options(node.options)}:"
                yield from (f"  {line}" for line in _nodes(node.body))
            case _:
                yield _directive(node)


def _directive(node: Node) -> str:
    match node:
        case Pause():
            return f"rest {_range(node.min_s, node.ideal_s, node.max_s)}"
        case Breathe():
            return _breath(node)
        case TouchStart():
            return _touch(node)
        case TouchEnd():
            return "touch ends"
        case Bell():
            return _bell(node)
        case Bells():
            return _bells(node)
        case Sound():
            return f"sound {node.bed or 'off'} over {_s(node.fade_s)}"
        case VoiceChange():
            return f"voice {node.name or 'of the lead'}"
        case _:
            raise AssertionError(node)


def _item(item: ScoreItem) -> Iterator[str]:
    match item:
        case Mark():
            yield f'chapter "{item.title}"'
        case Utterance():
            private = "privately " if item.private else ""
            yield f'{private}say{_in(item)} "{item.text}"'
        case Rest():
            yield _rest(item)
        case BreathCue():
            yield _breath(item)
        case TouchCue():
            yield _touch(item)
        case BellCue():
            yield _bell(item)
        case BellsCue():
            yield _bells(item)
        case SoundCue():
            yield f"sound {item.bed or 'off'} over {_s(item.fade_s)}"
        case Rounds():
            yield f"rounds{_rounds(item)}, {_rest(item.apart)} after each:"
            for forms in item.phrases:
                first, last = _form(forms.first), _form(forms.last)
                yield f'  "{first}"' + (f', by the end "{last}"' if first != last else "")


def _form(parts: Iterable[Utterance | Rest]) -> str:
    return " / ".join(f"{part.text}{_in(part)}" for part in parts if isinstance(part, Utterance))


def _in(utterance: Utterance) -> str:
    language = f" in {utterance.language}" if utterance.language != "en" else ""
    return language + (f" as {utterance.voice}" if utterance.voice else "")


def _rest(rest: Rest) -> str:
    if rest.kind is RestKind.PAUSE:
        return f"rest {_range(rest.min_s, rest.ideal_s, rest.max_s)}"
    if rest.kind is RestKind.REPEAT:
        return "room to repeat" if rest.spoken_share else f"room of {_s(rest.ideal_s)}"
    return f"({rest.kind})"


def _touch(touch: TouchStart | TouchCue) -> str:
    if touch.stroke_s is None:
        return "touch ends"
    turns = ", alternating" if touch.alternating else ""
    return f"touch {touch.path}, {_s(touch.stroke_s)} a stroke{turns}"


def _bell(bell: Bell | BellCue) -> str:
    kind = "" if bell.kind == "middle" else f"{bell.kind} "
    return f"{kind}bell" + (f" {bell.times} times" if bell.times > 1 else "")


def _bells(bells: Bells | BellsCue) -> str:
    if bells.every_s is None:
        return "no more bells"
    kind = "" if bells.kind == "middle" else f"{bells.kind} "
    return f"{kind}bell every {_s(bells.every_s)}"


def _breath(breath: Breathe | BreathCue) -> str:
    parts = [("in", breath.in_s), ("hold", breath.hold_s), ("out", breath.out_s), ("rest", breath.rest_s)]
    told = ", ".join(f"{name} {_s(part_s)}" for name, part_s in parts if part_s)
    shape = "" if breath.shape == "swell" else f", {breath.shape}"
    return f"breathe {told}, {breath.times} times{shape}"


def _rounds(node: Repeat | Rounds) -> str:
    parts = []
    if node.times:
        low, high = node.times
        parts.append(f"{low} times" if low == high else f"{low} to {high} times")
    if node.for_s:
        low_s, high_s = node.for_s
        parts.append(f"for {_s(low_s)}" if low_s == high_s else f"for {low_s:g}-{_s(high_s)}")
    parts += [f"at least {_s(node.least_s)}"] if node.least_s is not None else []
    parts += [f"at most {_s(node.most_s)}"] if node.most_s is not None else []
    if isinstance(node, Repeat) and node.apart_s is not None:
        parts.append(f"{_s(node.apart_s)} apart")
    if isinstance(node, Repeat) and node.answered_by:
        parts.append(f"answered by {node.answered_by}")
    return " " + ", ".join(parts)


def _options(options: tuple[tuple[str, str], ...]) -> str:
    return " or ".join(f"{option} ({choice})" for choice, option in options)


def _range(low: float, ideal: float, high: float) -> str:
    return f"exactly {_s(ideal)}" if low == high else f"{low:.3g}-{high:.3g} s ({_s(ideal)})"


def _s(seconds: float | None) -> str:
    return f"{seconds:.4g} s"
