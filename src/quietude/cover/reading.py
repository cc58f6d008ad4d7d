"""A picture that the user has, made fit to lie in every file of a session: its pixels, and nothing else.

A photograph's file says when, where and by which device it was taken. That goes; so do comments, small
pictures of the whole and what stands behind its end. Where nothing else is to be changed, the pixels stay.
"""

from __future__ import annotations

import io
import warnings
from pathlib import Path
from typing import Final

import numpy as np
from PIL import Image, ImageCms, ImageOps

from quietude.cover.stripping import UnknownBuildError, stripped_jpeg, stripped_png
from quietude.errors import FileError, InputError
from quietude.export.tags import Picture
from quietude.files import reason

LARGEST_SIDE: Final = 3000
"""In pixels; what podcast directories take at most."""
SMALLEST_SIDE: Final = 200
"""In pixels; below this a phone shows a blur."""
MOST_BYTES: Final = 1_000_000
"""Every file of a batch holds the picture; larger ones are encoded again."""
_LONGEST_STRIP: Final = 4
"""How many times as long as it is wide a picture may be, and the other way about."""
_LARGEST_FILE: Final = 100 * 2**20
_FORMATS: Final = ("JPEG", "PNG", "WEBP", "TIFF", "BMP", "GIF", "AVIF")
"""Pictures of pixels alone: some of what Pillow opens else is handed to another program."""
_MIME: Final = {"JPEG": "image/jpeg", "PNG": "image/png"}
_QUALITIES: Final = (92, 88, 82, 75, 65)
_ORIENTATION: Final = 0x0112
_KEPT_MODES: Final = {"JPEG": ("RGB", "L"), "PNG": ("RGB", "RGBA", "L", "LA", "P", "1")}
_DAMAGE: Final = (OSError, SyntaxError, ValueError, EOFError, LookupError, TypeError, ArithmeticError)
"""What Pillow's readers raise on a damaged file."""


def read_cover(path: Path) -> Picture:
    """Read it: the pixels of a JPEG or PNG as they are, anything else as a JPEG.

    One that its file says is turned is set upright; one in another colour space is brought to sRGB; one of
    more than `LARGEST_SIDE` pixels a side is made smaller, and so is a file of more than `MOST_BYTES`. It
    need not be square.

    Raises:
        FileError: it is missing, cannot be read, or is damaged.
        InputError: it is no picture that can be used, or too small or too large for one.
    """
    try:
        if path.stat().st_size > _LARGEST_FILE:
            raise InputError(f"the cover {path} is larger than 100 MB; save it smaller, as a JPEG")
        raw = path.read_bytes()
    except OSError as error:
        raise FileError(f"cannot read the cover {path}: {reason(error)}", path=path, cause=error) from error
    with warnings.catch_warnings():
        # What a damaged file makes Pillow wonder about is no news to anyone here.
        warnings.simplefilter("ignore")
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        try:
            return _read(raw, path)
        except (Image.DecompressionBombWarning, Image.DecompressionBombError, MemoryError) as error:
            raise _too_large(path) from error


def _read(raw: bytes, path: Path) -> Picture:
    try:
        image = Image.open(io.BytesIO(raw), formats=_FORMATS)
    except _DAMAGE as error:
        raise InputError(
            f"the cover {path} is not a picture that can be used; give a JPEG or a PNG"
        ) from error
    if min(image.size) < SMALLEST_SIDE:
        raise InputError(
            f"the cover {path} is {image.width} x {image.height} pixels; "
            f"give one of at least {SMALLEST_SIDE} x {SMALLEST_SIDE}, better 1400 x 1400"
        )
    if max(image.size) > _LONGEST_STRIP * min(image.size):
        raise InputError(
            f"the cover {path} is {image.width} x {image.height} pixels, a strip; give a squarer one"
        )
    try:
        kept = _kept(image, raw)
        flat = _flat(image) if kept is None else image
    except _DAMAGE as error:
        raise FileError(
            f"the cover {path} is damaged: it ends early or holds what no picture does; save it anew",
            path=path,
        ) from error
    return _encoded(flat) if kept is None else kept


def _too_large(path: Path) -> InputError:
    most = (Image.MAX_IMAGE_PIXELS or 0) // 1_000_000
    return InputError(
        f"the cover {path} has too many pixels (more than {most} million); save it as 3000 x 3000 or smaller"
    )


def _kept(image: Image.Image, raw: bytes) -> Picture | None:
    """Its own pixels in a file that holds nothing else; None where they cannot stay as they are."""
    kind = "JPEG" if image.format == "MPO" else image.format or ""  # an MPO is JPEGs, one after another
    if (
        image.mode not in _KEPT_MODES.get(kind, ())
        or max(image.size) > LARGEST_SIDE
        or image.getexif().get(_ORIENTATION, 1) != 1
        or _profile(image) is not None
    ):
        return None
    try:
        data = stripped_jpeg(raw) if kind == "JPEG" else stripped_png(raw)
    except UnknownBuildError:
        return None
    if len(data) > MOST_BYTES:
        return None
    image.load()  # what cannot be decoded here cannot be shown elsewhere
    return Picture(data=data, mime=_MIME[kind], width=image.width, height=image.height)


def _profile(image: Image.Image) -> ImageCms.ImageCmsProfile | None:
    """Its colour profile; None: it has none, or it is sRGB's."""
    raw = image.info.get("icc_profile")
    if not raw:
        return None
    try:
        profile = ImageCms.ImageCmsProfile(io.BytesIO(raw))
        name = ImageCms.getProfileDescription(profile)
    except (ImageCms.PyCMSError, OSError):
        return None  # a profile that cannot be read says nothing
    return None if "srgb" in name.lower() else profile


def _flat(image: Image.Image) -> Image.Image:
    """Its pixels upright, in sRGB, no more than there may be, and on white where it had holes."""
    profile = _profile(image)
    image.draft(None, (LARGEST_SIDE, LARGEST_SIDE))  # a huge JPEG is decoded at a half or a quarter
    if image.mode in ("P", "PA", "1"):
        # Indices and bits have no values between them.
        image = image.convert("RGBA" if image.has_transparency_data else "RGB")
    image.thumbnail((LARGEST_SIDE, LARGEST_SIDE), Image.Resampling.LANCZOS)
    flat = _in_srgb(_on_white(ImageOps.exif_transpose(image)), profile)
    flat.info.clear()
    return flat


def _encoded(flat: Image.Image) -> Picture:
    """As fine, and then as large, as `MOST_BYTES` allows."""
    while True:
        for quality in _QUALITIES:
            file = io.BytesIO()
            flat.save(file, "JPEG", quality=quality, subsampling=0 if quality > 85 else 2)
            if file.tell() <= MOST_BYTES:
                return Picture(data=file.getvalue(), mime="image/jpeg", width=flat.width, height=flat.height)
        flat = flat.resize((flat.width * 2 // 3, flat.height * 2 // 3), Image.Resampling.LANCZOS)


def _on_white(image: Image.Image) -> Image.Image:
    if not image.has_transparency_data:
        return image
    ground = Image.new("RGBA", image.size, "white")
    return Image.alpha_composite(ground, image.convert("RGBA")).convert("RGB")


def _in_srgb(image: Image.Image, profile: ImageCms.ImageCmsProfile | None) -> Image.Image:
    if profile is not None:
        try:
            turned = ImageCms.profileToProfile(
                image, profile, ImageCms.createProfile("sRGB"), outputMode="RGB"
            )
        except ImageCms.PyCMSError:
            pass  # a profile of another kind than the picture's pixels
        else:
            if turned is not None:
                return turned
    if image.mode.startswith(("I", "F")):
        # Sixteen bits a pixel, which Pillow would clip to eight instead of scaling.
        values = np.asarray(image, dtype=np.float32) * np.float32(255.0 / 65535.0)
        return Image.fromarray(np.clip(values, 0.0, 255.0).astype(np.uint8))
    return image.convert("RGB")
