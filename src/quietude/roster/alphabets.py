"""Which letters stand together in which languages, and in which older encodings those were written."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto
from typing import Final


class Writing(Enum):
    """How words are judged (see `quietude.roster.letters`)."""

    LATIN = auto()
    CYRILLIC = auto()
    GREEK = auto()
    HEBREW = auto()
    ARABIC = auto()
    THAI = auto()
    HAN = auto()
    KANA = auto()
    HANGUL = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Encoding:
    """One way to read bytes as letters."""

    name: str
    """As Python and ``--encoding`` have it."""
    title: str
    """As programs show it."""
    writing: Writing
    languages: str = ""
    """Codes of `SPECIAL`, for Latin letters."""
    familiar: str = ""
    """Characters that are frequent in names, where there are thousands."""
    handicap: float = 0.0
    """Words that it must explain better than another, since it is met more rarely."""


SPECIAL: Final = {
    "de": "äöüß", "fr": "àâæçéèêëîïôœùûüÿ", "es": "áéíñóúüçàèòï", "pt": "áâãàçéêíóôõúü", "it": "àèéìòù",
    "nl": "áéëïíóúèöüê", "nd": "æøåäöéèüóô", "fi": "åäöšž", "gd": "àèìòù", "cy": "âêîôûäëïöáéóà",
    "is": "áðéíóúýþæö", "fo": "áðíóúýæø", "et": "äöõüšž", "sq": "ëç", "pl": "ąćęłńóśźż",
    "cs": "áčďéěíňóřšťúůýž", "sk": "áäčďéíĺľňóôŕšťúýž", "hu": "áéíóöőúüű", "ro": "ăâîşţ", "hr": "čćđšž",
    "tr": "çğıöşüâîû", "lt": "ąčęėįšųūž", "lv": "āčēģīķļņšūž",
}  # fmt: skip
"""Language to its letters beyond a to z. ``nd`` is Danish, Norwegian and Swedish."""

MISSING: Final = {
    "is": "cqwz", "fo": "cqwxz", "pl": "qvx", "tr": "qwx", "lt": "qwx", "lv": "qwxy", "pt": "kwy",
    "et": "cqwxyz", "fi": "cqwxz", "gd": "jkqvwxyz",
}  # fmt: skip
"""Letters from a to z that a language does without, also in names."""

NEVER: Final = {
    "it": r"[àèéìòù].",  # an Italian accent ends its word
    "is": r"^ð|þ$|þ[^aeiouyáéíóúýæörjv]",
    "fo": r"^ð",
    "pt": r"õ(?!e)|ã(?![oe]|s?$)",
    "fr": r"[^aeiouy][ëï]",
    "nl": r"[^aeiou][ëï]",
    "nd": r"iæ",
    "hr": r"đ[^aeiouj]|eiđ|đur$",
    "tr": r"^ğ|[^aeıioöuüâîû]ğ",
    "ro": r"^[âă]|ă[aeiou]",
    "pl": r"^[ąęń]|[ńćź][aeiouyąęó]|ś[aeouyąęó]",
    "cs": r"^[ěůý]|[aeiouyáéíóúůýě]ě|[ďťň][eěií]|[aeiouyáéíóúůý]ď.",
    "sk": r"^[ĺŕ]|[aeiouyáéíóúýäô][ĺŕ]|[ĺŕ][aeiouyáéíóúýäô]|[aeiouyáéíóúýäô]ď.|[ďťňľ][eěií]",
}
"""What a word of the language has nowhere."""

RARE: Final = frozenset({"is", "fo", "cy", "gd", "fi", "et", "sq"})
"""Fewer people write these: where a word is as good in a greater language, that is more likely."""

CYRILLIC: Final = (
    "абвгдеёжзийклмнопрстуфхцчшщъыьэюя", "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя",
    "абвгдеёжзійклмнопрстуўфхцчшыьэюя", "абвгдђежзијклљмнњопрстћуфхцчџшѓќѕ",
)  # fmt: skip
"""Russian and Bulgarian, Ukrainian, Belarusian, Serbian and Macedonian."""

_CHINESE: Final = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭"
    "陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严戴莫孔向常明华国文建志永平军伟强红玉英"
    "兰秀美丽芳娟敏静春梅霞燕雪云琴丹晓小亮飞峰波涛辉斌杰浩宇轩子涵欣怡佳思雨梓晨俊嘉博诗琪婷颖玲艳萍娜月海山东天成大光"
    "荣新生德安宁长清立凯鹏洋莉珍凤洁慧巧雅芝香莲真环爱妹蓉倩瑞"
)
_TRADITIONAL: Final = (
    "陳林黃張李王吳劉蔡楊許鄭謝洪郭邱曾廖賴徐周葉蘇莊呂江何蕭羅高潘簡朱鍾彭游詹胡施沈余盧梁趙顏柯翁魏孫戴范方宋鄧杜傅侯"
    "曹薛丁卓馬董唐藍石蔣馮姚紀程連歐康白明華國文建志永平軍偉強紅玉英蘭秀美麗芳娟敏靜春梅霞燕雪雲琴小俊傑家豪宏雅婷怡君淑"
    "惠芬宗翰承恩柏宇軒子涵欣佳穎思雨詩琪品妤冠廷彥宜蓁心"
)
_JAPANESE: Final = (
    "佐藤鈴木高橋田中伊渡辺山本村小林加吉井松口斎清水崎森池阿部石川前岡長谷後近遠青坂福西太三浦原野竹内上島大和久保谷杉"
    "千葉中河宮今新東平安花桜子美恵由紀奈菜愛結衣葵陽翔太郎一二次郎健大輔誠翼蓮悠真優希香織里沙明日未来幸智裕樹和也直人雄"
    "介介拓哉秀夫正勝博隆浩司純洋光彩咲凛心春夏秋冬雪月海空莉理絵麻友"
)
_KOREAN: Final = (
    "김이박최정강조윤장임한오서신권황안송전홍유고문양손배백허남심노하곽성차주우구민진지현수영은경미숙희선혜연정순자옥"
    "준호훈석철원상재승태동건우빈서윤도예아나라솔별가람다은소율채린시온유나해인규원혁찬솔란화"
)

_WESTERN: Final = "de fr es pt it nl nd fi gd cy is fo et sq"
_CENTRAL: Final = "pl cs sk hu ro hr de sq"
_PLAIN_WESTERN: Final = "de fr es pt it nl nd gd sq"

ENCODINGS: Final = (
    Encoding(name="cp1252", title="Windows, Western European", writing=Writing.LATIN, languages=_WESTERN),
    Encoding(name="cp1250", title="Windows, Central European", writing=Writing.LATIN, languages=_CENTRAL),
    Encoding(
        name="cp1254", title="Windows, Turkish", writing=Writing.LATIN, languages=f"tr {_PLAIN_WESTERN}"
    ),
    Encoding(
        name="cp1257",
        title="Windows, Baltic",
        writing=Writing.LATIN,
        languages="lt lv et de pl nd es",
        handicap=0.3,
    ),
    Encoding(name="iso8859_2", title="ISO Latin 2", writing=Writing.LATIN, languages=_CENTRAL, handicap=0.5),
    Encoding(
        name="mac_roman", title="Macintosh", writing=Writing.LATIN, languages=_PLAIN_WESTERN, handicap=0.3
    ),
    Encoding(name="cp850", title="DOS", writing=Writing.LATIN, languages=_PLAIN_WESTERN, handicap=0.3),
    Encoding(name="cp1251", title="Windows, Cyrillic", writing=Writing.CYRILLIC),
    Encoding(name="koi8_r", title="KOI8-R", writing=Writing.CYRILLIC, handicap=0.5),
    Encoding(name="mac_cyrillic", title="Macintosh, Cyrillic", writing=Writing.CYRILLIC, handicap=0.5),
    Encoding(name="cp1253", title="Windows, Greek", writing=Writing.GREEK),
    Encoding(name="iso8859_7", title="ISO Greek", writing=Writing.GREEK, handicap=0.5),
    Encoding(name="cp1255", title="Windows, Hebrew", writing=Writing.HEBREW),
    Encoding(name="cp1256", title="Windows, Arabic", writing=Writing.ARABIC),
    Encoding(name="cp874", title="Windows, Thai", writing=Writing.THAI, handicap=0.2),
    Encoding(name="gbk", title="GBK, simplified Chinese", writing=Writing.HAN, familiar=_CHINESE),
    Encoding(name="cp950", title="Big5, traditional Chinese", writing=Writing.HAN, familiar=_TRADITIONAL),
    Encoding(name="cp932", title="Shift-JIS, Japanese", writing=Writing.KANA, familiar=_JAPANESE),
    Encoding(name="euc_jp", title="EUC, Japanese", writing=Writing.KANA, familiar=_JAPANESE, handicap=0.5),
    Encoding(name="cp949", title="Windows, Korean", writing=Writing.HANGUL, familiar=_KOREAN),
)
"""Those that rosters are met in. Where nothing decides, the first goes before the others."""
