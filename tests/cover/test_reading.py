from __future__ import annotations

import io
import random
import struct
import zlib
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageCms, PngImagePlugin, features

from quietude.cover.reading import LARGEST_SIDE, MOST_BYTES, read_cover
from quietude.errors import FileError, InputError, QuietudeError
from quietude.export.tags import Picture


def photograph(width: int = 400, height: int = 300) -> Image.Image:
    """Dark at the left, and red at the top."""
    x = np.linspace(0, 255, width)[None, :]
    y = np.linspace(255, 0, height)[:, None]
    return Image.fromarray(np.dstack(np.broadcast_arrays(y, x, x / 2)).astype(np.uint8))


def seen(picture: Picture) -> NDArray[np.int_]:
    image = Image.open(io.BytesIO(picture.data))
    assert (image.width, image.height) == (picture.width, picture.height)
    assert Image.MIME[image.format or ""] == picture.mime
    return np.asarray(image.convert("RGB")).astype(int)


def private(orientation: int) -> Image.Exif:
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010F] = "Secretphone"
    exif.get_ifd(0x8825)[2] = (52.0, 31.0, 12.0)
    return exif


def test_a_jpeg_keeps_its_pixels_and_tells_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "a.jpg"
    photograph().save(path, exif=private(1), comment=b"Secretcomment", quality=90)
    plain = np.asarray(Image.open(path)).astype(int)
    path.write_bytes(path.read_bytes() + b"Secrettail" * 100)
    picture = read_cover(path)
    assert b"Secret" not in picture.data
    assert b"Exif" not in picture.data
    assert np.array_equal(seen(picture), plain)


def test_a_progressive_jpeg_keeps_its_scans(tmp_path: Path) -> None:
    path = tmp_path / "a.jpg"
    photograph().save(path, progressive=True, exif=private(1), restart_marker_rows=4)
    picture = read_cover(path)
    assert b"Secret" not in picture.data
    assert np.array_equal(seen(picture), np.asarray(Image.open(path)).astype(int))


def test_a_png_keeps_its_pixels_and_tells_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    notes = PngImagePlugin.PngInfo()
    notes.add_text("Author", "Secretname")
    notes.add_itxt("XML:com.adobe.xmp", "<x>Secretplace</x>", zip=False)
    photograph().save(path, pnginfo=notes, exif=private(1))
    picture = read_cover(path)
    assert picture.mime == "image/png"
    assert b"Secret" not in picture.data
    assert np.array_equal(seen(picture), np.asarray(photograph()).astype(int))


@pytest.mark.parametrize("ending", ["jpg", "png", "webp"])
def test_a_turned_picture_is_set_upright(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"a.{ending}"
    photograph().transpose(Image.Transpose.ROTATE_90).save(path, exif=private(6), quality=95)
    picture = read_cover(path)
    assert (picture.width, picture.height) == (400, 300)
    assert b"Secret" not in picture.data
    assert np.abs(seen(picture) - np.asarray(photograph())).mean() < 3


def test_a_huge_picture_of_few_colours_is_made_smaller_without_steps(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    halves = np.repeat(np.array([0, 1], dtype=np.uint8), 2251)
    image = Image.fromarray(np.broadcast_to(halves, (1200, len(halves))).copy()).convert("P")
    image.putpalette([0, 0, 0, 255, 255, 255])
    image.save(path)
    assert {0, 255} < set(seen(read_cover(path))[400, :, 0].tolist())  # and greys between them


@pytest.mark.parametrize("ending", ["webp", "tiff", "bmp", "gif", "avif"])
def test_other_formats_become_a_jpeg(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"a.{ending}"
    if ending == "avif" and not features.check("avif"):
        pytest.skip("this Pillow was built without AVIF")
    photograph().save(path)
    picture = read_cover(path)
    assert picture.mime == "image/jpeg"
    assert np.abs(seen(picture) - np.asarray(photograph())).mean() < 8


def test_holes_become_white(tmp_path: Path) -> None:
    path = tmp_path / "a.webp"
    Image.new("RGBA", (300, 300), (200, 0, 0, 0)).save(path, lossless=True)
    assert seen(read_cover(path)).min() > 250


def test_a_jpeg_for_print_becomes_one_for_screens(tmp_path: Path) -> None:
    path = tmp_path / "a.jpg"
    photograph().convert("CMYK").save(path, quality=95)
    picture = read_cover(path)
    assert Image.open(io.BytesIO(picture.data)).mode == "RGB"
    assert np.abs(seen(picture) - np.asarray(photograph())).mean() < 8


def test_sixteen_bits_become_eight(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    ramp = np.broadcast_to(np.linspace(0, 65535, 300), (300, 300)).astype(np.uint16)
    Image.fromarray(ramp).save(path)
    found = seen(read_cover(path))[:, :, 0]
    assert np.abs(found - ramp / 257).max() < 6


def test_another_colour_space_is_brought_to_srgb(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    wide = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    at = wide.find("sRGB".encode("utf-16-be"))
    wide[at : at + 8] = "Wide".encode("utf-16-be")
    # Red's place among the profile's tags: what is red there is then another red here.
    entry = wide.find(b"rXYZ") + 4
    offset = int.from_bytes(wide[entry : entry + 4], "big")
    wide[offset + 8 : offset + 20] = struct.pack(
        ">3i", *(round(part * 65536) for part in (0.515, 0.241, -0.001))
    )
    photograph().save(path, icc_profile=bytes(wide))
    picture = read_cover(path)
    difference = np.abs(seen(picture) - np.asarray(photograph()))
    assert picture.mime == "image/jpeg"
    assert difference.mean() > 4
    assert b"Wide" not in picture.data


def test_a_huge_picture_is_made_smaller(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    photograph(LARGEST_SIDE * 2, 1500).save(path, compress_level=1)
    picture = read_cover(path)
    assert (picture.width, picture.height) == (LARGEST_SIDE, 750)


def test_a_heavy_file_is_encoded_again(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    noise = np.random.default_rng(1).integers(0, 255, (2500, 2500, 3), dtype=np.uint8)
    Image.fromarray(noise).save(path)
    assert path.stat().st_size > MOST_BYTES
    picture = read_cover(path)
    assert len(picture.data) <= MOST_BYTES
    assert picture.width == picture.height < 2500


def chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


def bomb(side: int) -> bytes:
    header = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(bytes(1000)))
        + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("bomb.png", bomb(60_000), "too many pixels"),
        ("near.png", bomb(10_000), "too many pixels"),
        ("text.jpg", b"hello", "not a picture"),
        ("empty.jpg", b"", "not a picture"),
        (
            "drawing.eps",
            b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 500 500\n",
            "not a picture",
        ),
    ],
)
def test_what_is_no_picture_is_refused(tmp_path: Path, name: str, content: bytes, words: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(InputError, match=words) as raised:
        read_cover(path)
    assert name in str(raised.value)


def test_a_picture_that_is_too_small_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    photograph(400, 60).save(path)
    with pytest.raises(InputError, match="400 x 60 pixels; give one of at least 200 x 200"):
        read_cover(path)


def test_a_strip_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    photograph(300, 1300).save(path)
    with pytest.raises(InputError, match="300 x 1300 pixels, a strip"):
        read_cover(path)


def test_what_is_missing_or_a_folder_is_told(tmp_path: Path) -> None:
    for path in (tmp_path / "none.png", tmp_path):
        with pytest.raises(FileError, match="cannot read the cover"):
            read_cover(path)


@pytest.mark.parametrize("ending", ["jpg", "png", "webp"])
def test_a_picture_that_ends_early_is_told(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"a.{ending}"
    photograph().save(path)
    path.write_bytes(path.read_bytes()[: path.stat().st_size * 2 // 3])
    with pytest.raises((FileError, InputError), match=r"damaged|not a picture"):
        read_cover(path)


@pytest.mark.parametrize("ending", ["jpg", "png", "webp", "tiff", "gif"])
def test_damage_never_gives_anything_but_a_picture_or_our_own_error(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"a.{ending}"
    photograph(220, 210).save(path)
    whole = path.read_bytes()
    dice = random.Random(7)  # noqa: S311
    for _ in range(60):
        broken = bytearray(whole)
        for _ in range(dice.choice((1, 3, 20))):
            broken[dice.randrange(min(len(broken), 400) if dice.random() < 0.7 else len(broken))] = (
                dice.randrange(256)
            )
        path.write_bytes(bytes(broken))
        try:
            picture = read_cover(path)
        except QuietudeError:
            continue
        assert picture.width >= 200
