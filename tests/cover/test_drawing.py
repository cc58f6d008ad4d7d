from __future__ import annotations

import io
import re
import subprocess

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image
from scipy.ndimage import maximum_filter

from quietude.beds.spec import kinds
from quietude.cover.choice import SUBJECTS, subject
from quietude.cover.colour import LEAST_CONTRAST, contrast, luminance
from quietude.cover.drawing import MOST_BYTES, draw_cover
from quietude.cover.key import cover_key
from quietude.cover.lettering import MARGIN, SIDE, set_words
from quietude.export.tags import Picture
from quietude.ffmpeg import executable

BEDS = sorted({"tones": "binaural", "music": "a.mp3", "still": "none"}.get(name, name) for name in SUBJECTS)
LONG = "Ein freundlicher Moment, wenn es schwer ist, und noch einer, wenn es leichter wird"


def pixels(picture: Picture) -> NDArray[np.uint8]:
    image = Image.open(io.BytesIO(picture.data))
    assert image.mode == "RGB"
    return np.asarray(image)


def drawn(bed: str, digest: str, title: str = "", line: str = "") -> NDArray[np.uint8]:
    return pixels(draw_cover(title=title, beds=[bed], digest=digest, line=line))


@pytest.mark.parametrize("bed", BEDS)
def test_every_background_has_a_square_picture_of_modest_size(bed: str) -> None:
    for digest in ("a", "b", "c"):
        picture = draw_cover(title="Safety", beds=[bed], digest=digest)
        assert (picture.width, picture.height, picture.mime) == (SIDE, SIDE, "image/jpeg")
        assert pixels(picture).shape == (SIDE, SIDE, 3)
        assert 20_000 < len(picture.data) <= MOST_BYTES


def test_every_bed_that_comes_along_has_a_scene_of_its_own() -> None:
    shown = {kind.name: subject([kind.name]).name for kind in kinds()}
    assert [name for name, scene in shown.items() if scene == "still"] == []
    assert len(set(shown.values())) == len(shown) - 2  # the three kinds of tones share one


@pytest.mark.parametrize(
    ("beds", "expected"),
    [
        ((), "still"),
        (("none",), "still"),
        (("somebodys-own:depth=3",), "still"),
        (("ocean:period=9s,-3dB",), "ocean"),
        (("drone:-3dB + rain",), "drone"),
        (("somebodys-own", "rain"), "rain"),
        (("C:\\music\\calm.MP3:-6dB",), "music"),
        (("/home/x/night/calm.flac",), "music"),
        (("program.sbg",), "tones"),
        (("isochronic",), "tones"),
    ],
)
def test_the_background_chooses_what_is_shown(beds: tuple[str, ...], expected: str) -> None:
    assert subject(beds).name == expected


def test_the_same_session_has_the_same_bytes() -> None:
    first = draw_cover(title="Night train", beds=["rain"], digest="d", line="Day 3")
    assert draw_cover(title="Night train", beds=["rain:-3dB"], digest="d", line="Day 3") == first


@pytest.mark.parametrize("bed", BEDS)
def test_two_sessions_are_no_twins(bed: str) -> None:
    small = [
        np.asarray(Image.fromarray(drawn(bed, f"{number}")).resize((64, 64)), dtype=float)
        for number in range(4)
    ]
    differences = [np.abs(one - other).max() for at, one in enumerate(small) for other in small[:at]]
    assert min(differences) > 12  # of 255, at the size of a thumbnail


@pytest.mark.parametrize("bed", BEDS)
@pytest.mark.parametrize("title", ["Grief", LONG])
def test_the_words_can_be_read(bed: str, title: str) -> None:
    setting = set_words(title, "Seven days of kindness · Day 3")
    assert setting is not None
    mask = np.asarray(setting.mask())
    core = mask == 255
    # What is beside the letters, but for the JPEG's ringing at their edges.
    beside = (maximum_filter(mask, 29) > 0) & (maximum_filter(mask, 11) == 0)
    for number in range(3):
        whole = drawn(bed, f"{number}", title, setting.small)[: len(mask)]
        ink = float(np.median(luminance(whole[core])))
        ground = luminance(whole[beside])
        worst = min(contrast(ink, float(end)) for end in np.quantile(ground, (0.005, 0.995)))
        assert worst >= LEAST_CONTRAST


@pytest.mark.parametrize(
    "title", ["Grief", "Tiefenentspannung für Wöchnerinnen", LONG, "W" * 10_000, "j j j " * 99]
)
def test_the_words_stay_within_the_margins_and_above_the_scene(title: str) -> None:
    without = drawn("stream", "1").astype(int)
    difference = np.abs(drawn("stream", "1", title, "g" * 500) - without)
    rows, columns = np.nonzero(difference.max(axis=2) > 60)
    assert columns.min() >= MARGIN - 2
    assert columns.max() <= SIDE - MARGIN + 2
    assert rows.min() >= MARGIN - 30  # an accent may stand above a capital
    assert rows.max() <= 0.52 * SIDE


@pytest.mark.parametrize("title", ["", "   ", "冥想", "تأمل", "Calm 冥想", "\0\ud800", "\u202e\u200f", "😴"])
def test_a_title_that_cannot_be_set_leaves_the_picture_whole(title: str) -> None:
    assert draw_cover(title=title, beds=["rain"], digest="1", line="Day 3") == draw_cover(
        title="", beds=["rain"], digest="1"
    )


def test_what_nobody_can_see_changes_nothing() -> None:
    plain = draw_cover(title="Night train", beds=["night"], digest="1")
    odd = draw_cover(title="\u202eNight\0\n\u200f train\ud83d 😴", beds=["night"], digest="1")
    assert odd == plain


@pytest.mark.parametrize("bed", ["hearth", "night", "none"])
def test_a_gradient_has_no_bands_of_lightness_or_hue(bed: str) -> None:
    # Without grain that a JPEG keeps, lightness stays the same over 120 to 400 pixels, up to an edge, and hue
    # over 290 to 1200; this was measured.
    data = draw_cover(title="", beds=[bed], digest="1").data
    planes = np.asarray(Image.open(io.BytesIO(data)).convert("YCbCr"))[300:700:8, 100:1300].astype(int)
    for plane, most in zip(np.moveaxis(planes, 2, 0), (40, 150, 150), strict=True):
        assert np.median([longest_run(row) for row in plane]) < most


def longest_run(row: NDArray[np.int_]) -> int:
    changes = np.flatnonzero(np.diff(row))
    return int(np.diff([-1, *changes, len(row) - 1]).max())


def test_the_file_holds_a_baseline_jpeg_and_nothing_else() -> None:
    data = draw_cover(
        title="Zwielicht", beds=["/home/someone/x.mp3"], digest="secret-digest", line="Tag 3"
    ).data
    markers = [match[1] for match in re.finditer(rb"\xff([\xc0-\xcf\xe0-\xef\xfe])", data[:700])]
    assert b"\xc0" in markers
    assert b"\xc2" not in markers
    assert set(markers) <= {b"\xe0", b"\xc0", b"\xc4"}
    for told in (b"Zwielicht", b"someone", b"secret", b"Tag"):
        assert told not in data


def test_another_decoder_sees_the_same() -> None:
    picture = draw_cover(title="Leaning into self-compassion", beds=["ocean"], digest="1")
    arguments = [
        executable(),
        "-v",
        "error",
        "-f",
        "mjpeg",
        "-i",
        "-",
        "-f",
        "rawvideo",
        "-pix_fmt",
        "rgb24",
        "-",
    ]
    done = subprocess.run(arguments, input=picture.data, capture_output=True, check=True)
    assert done.stderr == b""
    seen = np.frombuffer(done.stdout, dtype=np.uint8).reshape(SIDE, SIDE, 3).astype(int)
    assert np.abs(seen - pixels(picture)).mean() < 2.0


def test_the_key_changes_with_all_that_changes_the_picture() -> None:
    base = {"title": "Safety", "beds": ["rain"], "digest": "1", "line": ""}
    other: list[dict[str, object]] = [
        {"title": "Grief"},
        {"beds": ["ocean"]},
        {"digest": "2"},
        {"line": "Day 3"},
    ]
    keys = [cover_key(**{**base, **change}) for change in ({}, *other)]  # type: ignore[arg-type]
    assert len(set(keys)) == len(keys)
    assert all(re.fullmatch("[0-9a-f]{64}", key) for key in keys)
    assert cover_key(title="\ud800", beds=[], digest="\ud800")
