from __future__ import annotations

import pytest

from quietude.errors import InputError
from quietude.presets import PRESETS, Loudness, parse_loudness


@pytest.mark.parametrize(
    ("name", "lufs", "further_back_db"),
    [("podcast", -16.0, 0.0), ("app-store", -18.0, 0.0), ("ebu-r128", -23.0, 0.0), ("hearing", -16.0, 6.0)],
)
def test_a_name_stands_for_its_figures(name: str, lufs: float, further_back_db: float) -> None:
    preset = parse_loudness(name)
    assert preset is PRESETS[name]
    assert (preset.loudness_lufs, preset.further_back_db) == (lufs, further_back_db)
    assert preset.about


@pytest.mark.parametrize(
    ("text", "lufs"), [("-19", -19.0), (" -19.5 LUFS", -19.5), ("-40", -40.0), ("-1e1", -10.0)]
)
def test_a_figure_stands_for_itself(text: str, lufs: float) -> None:
    assert parse_loudness(text) == Loudness(loudness_lufs=lufs)


@pytest.mark.parametrize(
    "text",
    ["", "16", "0", "-9.99", "-40.01", "nan", "-inf", "loud", "Podcast", "-16 dB", "LUFS", "-16 LUFS LUFS"],
)
def test_anything_else_is_refused_with_what_there_is(text: str) -> None:
    with pytest.raises(InputError) as caught:
        parse_loudness(text)
    for name in PRESETS:
        assert name in str(caught.value)
    assert "LUFS from -40 to -10" in str(caught.value)
