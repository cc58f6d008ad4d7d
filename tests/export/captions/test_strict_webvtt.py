"""The strict reader is strict: it takes right files, and none of the wrong ones."""

from __future__ import annotations

import pytest

from .strict_webvtt import WrongError, read_webvtt

CUE = "00:01.000 --> 00:02.000\n"


@pytest.mark.parametrize(
    "text",
    [
        "WEBVTT\n",
        "WEBVTT - with a title\n\n",
        "\ufeffWEBVTT\r\n\r\n00:01.000 --> 00:02.000\r\nA\r\n",
        f"WEBVTT\n\nNOTE anything & <more>\n\n{CUE}A &amp; B > C\nsecond line\n\n\nname\n{CUE}B\n",
        f"WEBVTT\n\n{CUE}<lang es>Hola</lang> <v Ana>you</v> <00:00:01.500><c.a.b>there</c>\n",
        "WEBVTT\n\n100:00:01.000 --> 100:00:02.000 align:start line:90%\nA\n",
    ],
)
def test_right_files_are_read(text: str) -> None:
    read_webvtt(text.encode())


@pytest.mark.parametrize(
    "text",
    [
        "",
        "WEBVTT",
        "webvtt\n",
        " WEBVTT\n",
        "WEBVTTx\n",
        "WEBVTT -->\n",
        "WEBVTT\nLanguage: en\n",
        f"WEBVTT\n{CUE}A\n",
        f"WEBVTT\n\n{CUE}A",
        f"WEBVTT\n\n{CUE}",
        "WEBVTT\n\nname\n",
        "WEBVTT\n\nname\nanother\n" + CUE + "A\n",
        f"WEBVTT\n\n1\n{CUE}A\n\n1\n{CUE}B\n",
        f"WEBVTT\n\nNOTE a --> b\n\n{CUE}A\n",
        "WEBVTT\n\nSTYLE\n::cue {}\n",
        "WEBVTT\n\n00:01,000 --> 00:02,000\nA\n",
        "WEBVTT\n\n00:01.00 --> 00:02.00\nA\n",
        "WEBVTT\n\n1:00:01.000 --> 1:00:02.000\nA\n",
        "WEBVTT\n\n00:61.000 --> 00:62.000\nA\n",
        "WEBVTT\n\n00:01.000-->00:02.000\nA\n",
        "WEBVTT\n\n00:02.000 --> 00:02.000\nA\n",
        "WEBVTT\n\n00:03.000 --> 00:02.000\nA\n",
        "WEBVTT\n\n00:03.000 --> 00:04.000\nA\n\n" + CUE + "B\n",
        "WEBVTT\n\n00:01.000 --> 00:02.000 middle\nA\n",
        "WEBVTT\n\n00:01.000 --> 00:02.000 align:start align:end\nA\n",
        f"WEBVTT\n\n{CUE}A & B\n",
        f"WEBVTT\n\n{CUE}A &copy; B\n",
        f"WEBVTT\n\n{CUE}1 < 2\n",
        f"WEBVTT\n\n{CUE}A --> B\n",
        f"WEBVTT\n\n{CUE}<b>A\n",
        f"WEBVTT\n\n{CUE}A</b>\n",
        f"WEBVTT\n\n{CUE}<b><i>A</b></i>\n",
        f"WEBVTT\n\n{CUE}<script>A</script>\n",
        f"WEBVTT\n\n{CUE}<lang>A</lang>\n",
        f"WEBVTT\n\n{CUE}<rt>A</rt>\n",
        f"WEBVTT\n\n{CUE}A <00:00:01.000>B\n",
        f"WEBVTT\n\n{CUE}A <00:00:02.000>B\n",
        f"WEBVTT\n\n{CUE}A <00:00:01.600>B <00:00:01.500>C\n",
        f"WEBVTT\n\n{CUE}A\0\n",
    ],
)
def test_wrong_files_are_refused(text: str) -> None:
    with pytest.raises(WrongError):
        read_webvtt(text.encode())


def test_what_is_not_utf_8_is_refused() -> None:
    with pytest.raises(WrongError):
        read_webvtt("WEBVTT\n\n00:01.000 --> 00:02.000\nñ\n".encode("latin-1"))


def test_a_text_is_what_its_references_stand_for() -> None:
    [cue] = read_webvtt(f"WEBVTT\n\n7\n{CUE}a &lt; b <00:00:01.500>c\n".encode())
    assert (cue.name, cue.start, cue.end, cue.text, cue.words) == (
        "7",
        1000,
        2000,
        "a < b c",
        ((1500, 6),),
    )
