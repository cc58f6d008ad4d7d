"""Figures and signs as words: each rule reads one way of writing them, the most particular first."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from quietude.narration.words.spoken import numbers
from quietude.narration.words.spoken.calendar import with_clock_words, with_date_words
from quietude.narration.words.spoken.ordinals import with_ordinals
from quietude.narration.words.spoken.tongue import END, START, Tongue, next_word

_DASH: Final = "[-–−‒]"
_VULGAR: Final = {
    "½": "1/2", "⅓": "1/3", "⅔": "2/3", "¼": "1/4", "¾": "3/4", "⅕": "1/5", "⅖": "2/5", "⅗": "3/5",
    "⅘": "4/5", "⅙": "1/6", "⅚": "5/6", "⅐": "1/7", "⅛": "1/8", "⅜": "3/8", "⅝": "5/8", "⅞": "7/8",
    "⅑": "1/9", "⅒": "1/10",
}  # fmt: skip
_DIAL: Final = re.compile(
    r"(?<![\w.,])(?:\+[0-9][0-9 ()/-]{5,}[0-9]|\(?0[0-9]{1,4}\)?(?:[ /-][0-9]{2,})+"
    r"|(?:1[ -])?\(?[0-9]{3}\)?[ -][0-9]{3}[ -][0-9]{4}|[0-9]{3}-[0-9]{4})" + END + rf"(?! ?{_DASH}? ?[0-9])"
)
_FEWEST_DIALLED: Final = 7
"""Digits of a telephone number with its area; what is shorter is read as figures."""
_SEQUENCE: Final = re.compile(
    rf"{START}[0-9]{{1,3}}(?: {_DASH} [0-9]{{1,3}}){{2,}}{END}"
    rf"|{START}[0-9]{{1,3}}(?:([-–])[0-9]{{1,3}})(?:\1[0-9]{{1,3}})+{END}"
    rf"|{START}[0-9]{{1,2}}:[0-9](?::[0-9]{{1,2}})*{END}(?!:)|{START}([0-9]{{1,2}})[-–]\2{END}"
)
_WORD_SIGNS: Final = (
    (r"[&＆]", "and"), (r"(?<![^\W\d_])(?<!\+)\+(?!\+)", "plus"), (r"(?<![=!<>])=(?!=)", "equals"),
    (r"±", "plus_minus"),
    (r"@", "at"), (r"[×÷](?=\W|$)", "times"), (r"№", "number"),
)  # fmt: skip


def without_figures(text: str, tongue: Tongue) -> str:
    """Numbers, times, dates, units, money and signs in words; text without any comes back as it is.

    Codes of letters and digits are left to the engine, and so is what no rule understands.
    """
    if not re.search(r"[0-9½-¾⅐-⅞&+=@±×÷№/#%ª-º]|[IVX]{2}", text):
        return text
    for rule in _RULES:
        text = rule(text, tongue)
    return " ".join(text.split())


def _vulgar(text: str, _: Tongue) -> str:
    return re.sub(f"[{''.join(_VULGAR)}]", lambda sign: _spaced(sign, _VULGAR[sign[0]]), text)


def _dialled(text: str, tongue: Tongue) -> str:
    def said(found: re.Match[str]) -> str:
        groups = re.findall("[0-9]+", found[0])
        short = sum(map(len, groups)) < _FEWEST_DIALLED
        if short or (len(groups) == 2 and next_word(found) in tongue.units):
            return found[0]
        plus = f"{tongue.word('plus')} " if found[0].startswith("+") else ""
        return plus + ", ".join(numbers.digits(group, tongue.language) for group in groups)

    return _DIAL.sub(said, text)


def _sequences(text: str, tongue: Tongue) -> str:
    def said(found: re.Match[str]) -> str:
        if " " in found[0]:
            return ", ".join(tongue.said(part) for part in re.findall("[0-9]+", found[0]))
        parts = [tongue.said(part) for part in re.findall("[0-9]+", found[0])]
        ratio = len(parts) == 2 and ":" in found[0]
        return f" {tongue.word('to')} ".join(parts) if ratio else " ".join(parts)

    text = _SEQUENCE.sub(said, text)
    # "1,2,3" is a list wherever it cannot be one number.
    listed = rf"{START}[0-9]+(?:,[0-9]+)+{END}"
    return re.sub(
        listed, lambda found: found[0] if _is_number(found[0], tongue) else found[0].replace(",", ", "), text
    )


def _ranges(text: str, tongue: Tongue) -> str:
    between = rf"(?:[$€£¥%°])? ?{_DASH} ?[$€£¥]?"
    pattern = rf"({START}|(?<=[$€£¥]))({tongue.number})({between})({tongue.number})(?!\w*[0-9])"

    def said(found: re.Match[str]) -> str:
        first, last = found[2], found[4]
        joint = tongue.word("to")
        if tongue.word("to_next") and _is_next(first, last):
            joint = tongue.word("to_next")
        return f"{first} {joint} {last}"

    return re.sub(pattern, said, text)


def _money(text: str, tongue: Tongue) -> str:
    said = tongue.table("money")
    join = said.pop("join", " ")
    signs = "|".join(map(re.escape, sorted(said, key=len, reverse=True)))
    number = tongue.number
    joint = "|".join({tongue.word("to"), tongue.word("to_next") or tongue.word("to")})
    great = "|".join(tongue.listed("great"))
    before = rf"(?<!\w)({signs}) ?(?:({number}) ({joint}) )?({number}){END}(?: ({great})\b)?"
    after = rf"{START}({number}) ?({signs})(?!\w)"

    def spoken(sign: str, written: str, scale: str | None = None) -> str:
        one, many = said[sign].split(":")
        if scale:
            return f"{tongue.said(written)} {scale}{tongue.word('of_great')} {many}"
        whole, cents = tongue.split(written)
        if len(cents) != 2:
            return tongue.measured(written, (one, many))
        named = tongue.measured(whole, (one, many))
        return named if cents == "00" else f"{named}{join}{tongue.said(str(int(cents)))}"

    text = re.sub(after, lambda m: spoken(m[2], m[1]), text)
    return re.sub(
        before,
        lambda m: (f"{tongue.said(m[2])} {m[3]} " if m[2] else "") + spoken(m[1], m[4], m[5]),
        text,
    )


def _fractions(text: str, tongue: Tongue) -> str:
    def said(found: re.Match[str]) -> str:
        whole, above, below = found[1], int(found[2]), int(found[3])
        if not 0 < above < below:
            return found[0]
        one, many = tongue.parts[below - 2]
        part = f"{tongue.word('one_part')} {one}" if above == 1 else f"{tongue.said(found[2])} {many}"
        if not whole:
            return part
        count = tongue.said(whole)
        if below != 2:
            return f"{count} {tongue.word('and')} {part}"
        joint = "" if tongue.root == "de" else " "
        return f"{'ein' if count == 'eins' else count}{joint}{tongue.word('half_more')}"

    text = re.sub(rf"{START}(?:([0-9]+) )?([0-9]+)[/⁄](10|[2-9]){END}", said, text)
    return re.sub(rf"{START}([0-9]+)/(?=[0-9]+{END})", r"\1 ", text)


def _units(text: str, tongue: Tongue) -> str:
    written = "|".join(map(re.escape, sorted(tongue.units, key=len, reverse=True)))
    stop = r"(?:\.(?= \w|,))?"
    pattern = rf"{START}({tongue.number})( ?| ?-)({written})(?![\w'/²³]){stop}"

    def said(found: re.Match[str]) -> str:
        return tongue.measured(found[1], tongue.units[found[3]])

    return re.sub(pattern, said, text)


def _times(text: str, tongue: Tongue) -> str:
    times = tongue.word("times")
    text = re.sub(rf"{START}({tongue.number}) ?[x×*] ?(?={tongue.number}{END})", rf"\1 {times} ", text)
    text = re.sub(rf"{START}({tongue.number})[x×](?!\w)", rf"\1 {times}", text)
    return re.sub(rf"(?<!\w)[x×]({tongue.number}){END}", rf"\1 {times}", text)


def _roman(text: str, tongue: Tongue) -> str:
    before = "|".join(tongue.listed("counted_after"))

    def said(found: re.Match[str]) -> str:
        values = ["IVX".index(letter) for letter in found[2]]
        worth = [(1, 5, 10)[value] for value in values]
        total = sum(-one if one < after else one for one, after in zip(worth, [*worth[1:], 0], strict=True))
        return f"{found[1]} {tongue.counting(total, '')}"

    return re.sub(rf"\b((?i:{before})) (X{{0,3}}(?:IX|IV|V?I{{0,3}}))(?<=[IVX])(?![\w.'])", said, text)


def _before_numbers(text: str, tongue: Tongue) -> str:
    text = re.sub(
        rf"(?<![^\s(]){_DASH}(?=[$€£]?{tongue.number}(?![.,:'/]\w))", f"{tongue.word('minus')} ", text
    )
    text = re.sub(r"(?<=[0-9])\+(?![+0-9])", f" {tongue.word('plus')}", text)
    text = re.sub(rf"(?<!\w)#(?={tongue.number}{END})", f"{tongue.word('number')} ", text)
    text = re.sub(rf"(?<!\w)[~≈] ?(?={tongue.number}{END})", f"{tongue.word('about')} ", text)
    if tongue.root == "en":
        text = re.sub(r"(?<!\w)(the |')?([0-9]{2,4})'?s(?!\w)", _decade, text)
        text = re.sub(rf"(?<![\w.])\.([0-9]+){END}", lambda m: "point " + numbers.digits(m[1], "en"), text)
    if tongue.root == "de":
        text = re.sub(rf"{START}([0-9]{{1,3}}0)er(?!\w)", _decade_german, text)
    return text


def _plain(text: str, tongue: Tongue) -> str:
    return re.sub(rf"{START}{tongue.number}{END}", lambda found: _number(found, tongue), text)


def _decade(found: re.Match[str]) -> str:
    before, number = found[1] or "", int(found[2])
    if number % 10 or not (1100 <= number <= 2099 or (before and 20 <= number <= 90)):
        return found[0]
    said = numbers.year(number, "en") if number >= 1100 else numbers.cardinal(number, "en")
    said = f"{said[:-1]}ies" if said.endswith("y") else f"{said}s"
    return f"{before.removeprefix(chr(39))}{said}"


def _decade_german(found: re.Match[str]) -> str:
    number = int(found[1])
    return f"{numbers.year(number, 'de') if number >= 1100 else numbers.cardinal(number, 'de')}er"


def _number(found: re.Match[str], tongue: Tongue) -> str:
    written = found[0]
    if re.fullmatch("[12][0-9]{3}", written) and _is_year(found, tongue):
        return numbers.year(int(written), tongue.language)
    return tongue.said(written, next_word(found))


def _is_year(found: re.Match[str], tongue: Tongue) -> bool:
    number = int(found[0])
    if 1900 <= number <= 2099:
        return True
    before = found.string[: found.start()].split()[-1:]
    return number >= 1010 and bool(before) and before[0].lower() in tongue.listed("year_after")


def _signs(text: str, tongue: Tongue) -> str:
    for pattern, key in _WORD_SIGNS:
        text = re.sub(pattern, f" {tongue.word(key)} ", text)
    if "%" in tongue.units:
        text = re.sub(r"(?<=\w) ?%", f" {tongue.units['%'][1]}", text)
    text = re.sub(r"(?<!\w)#(?=\w)", "", text)
    return re.sub(r"(?<=[^\W\d_]) ?/ ?(?=[^\W\d_])", " ", text)


def _is_next(first: str, last: str) -> bool:
    return first.isdigit() and last.isdigit() and int(last) == int(first) + 1


def _is_number(written: str, tongue: Tongue) -> bool:
    return re.fullmatch(tongue.number, written) is not None


def _spaced(found: re.Match[str], said: str) -> str:
    return f" {said}" if found.string[: found.start()][-1:].isdigit() else said


_RULES: Final[tuple[Callable[[str, Tongue], str], ...]] = (
    _vulgar, with_date_words, _dialled, _sequences, with_clock_words, _ranges,
    _before_numbers, _money, with_ordinals, _fractions,
    _units, _times, _roman, _plain, _signs,
)  # fmt: skip
"""In order: what is written more particularly is read first."""
