"""A clinic's own file: what it may say, and that every slip is told with file and key."""

from __future__ import annotations

import base64
import re
from pathlib import Path

import pytest

from quietude.errors import FileError, InputError
from quietude.handout.clinic import Clinic, load_clinic
from quietude.handout.colour import LEAST_CONTRAST, contrast, readable
from quietude.handout.templates import OPTIONAL, PAGE, REQUIRED, SHEET
from quietude.handout.words import read_data

from .sessions import planned

PNG = b"\x89PNG\r\n\x1a\n" + bytes(20)
SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


def write(folder: Path, text: str, **files: bytes) -> Path:
    for name, content in files.items():
        (folder / name.replace("_", ".")).write_bytes(content)
    path = folder / "clinic.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_all_that_a_clinic_may_say(tmp_path: Path) -> None:
    text = """
name = "Harbour Clinic"
lines = ["12 Quay Street", "Tel. 555 0123"]
logo = "logo.svg"
accent = "#26c"
footer = "Come again."
[crisis]
en = "Call us"
DE_at = "Ruf an"
"""
    clinic = load_clinic(write(tmp_path, text, logo_svg=SVG))
    assert (clinic.name, clinic.lines, clinic.accent) == (
        "Harbour Clinic",
        ("12 Quay Street", "Tel. 555 0123"),
        "#2266cc",
    )
    assert clinic.footer == {"": "Come again."}
    assert clinic.crisis == {"en": "Call us", "de-at": "Ruf an"}
    kind, _, data = clinic.logo.partition(",")
    assert kind == "data:image/svg+xml;base64"
    assert base64.b64decode(data) == SVG


def test_a_name_is_enough(tmp_path: Path) -> None:
    assert load_clinic(write(tmp_path, 'name = "Clinic"')) == Clinic(name="Clinic")


@pytest.mark.parametrize(
    ("text", "key", "advice"),
    [
        ('lines = ["x"]', "name", "is missing"),
        ('name = ""', "name", "quotation marks"),
        ('name = "x"\nlogos = "x"', "logos", 'did you mean "logo"?'),
        ('name = "x"\naccent = "green"', "accent", "#2f6b5e"),
        ('name = "x"\nlines = [1]', "lines", "12 Quay Street"),
        ('name = "x"\nfooter = 3', "footer", "is no text"),
        ('name = "x"\n[crisis]\nen = ""', "crisis", "[crisis]"),
        ('name = "x"\nlogo = "logo.png"', "logo", "PNG, JPEG or SVG"),
        ('name = "x"\nlogo = "large.png"', "logo", "smaller"),
    ],
)
def test_a_slip_is_told_with_file_and_key(tmp_path: Path, text: str, key: str, advice: str) -> None:
    path = write(tmp_path, text, logo_png=b"GIF89a", large_png=PNG + bytes(1_000_000))
    with pytest.raises(InputError) as raised:
        load_clinic(path)
    assert str(raised.value).startswith(f'{path}: "{key}"')
    assert advice in str(raised.value)


@pytest.mark.parametrize("key", ["logo", "page", "sheet"])
def test_a_file_that_is_not_there_is_told_with_both_files(tmp_path: Path, key: str) -> None:
    path = write(tmp_path, f'name = "x"\n{key} = "gone.html"')
    with pytest.raises(FileError) as raised:
        load_clinic(path)
    assert str(path) in str(raised.value)
    assert "gone.html" in str(raised.value)
    assert f'"{key}"' in str(raised.value)


def test_what_is_no_toml_or_no_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"clinic\.toml: this is not TOML"):
        load_clinic(write(tmp_path, "name = Harbour"))
    with pytest.raises(FileError, match=r"no\.toml"):
        load_clinic(tmp_path / "no.toml")


@pytest.mark.parametrize("content", [b"<html></html>", b"<svg>", b'<svg xmlns="http://example.org/x"/>', b""])
def test_what_is_no_svg_picture_is_no_logo(tmp_path: Path, content: bytes) -> None:
    path = write(tmp_path, 'name = "x"\nlogo = "logo.svg"', logo_svg=content)
    with pytest.raises(InputError, match="PNG, JPEG or SVG"):
        load_clinic(path)


def test_a_logo_with_a_script_is_shown_as_a_picture_only(tmp_path: Path) -> None:
    clinic = load_clinic(write(tmp_path, 'name = "x"\nlogo = "logo.svg"', logo_svg=SVG))
    made = planned(tmp_path).handout(clinic=clinic)
    for html in (made.page.decode(), made.sheet.decode()):
        assert '<img src="data:image/svg+xml;base64,' in html
        assert "alert(1)" not in html


@pytest.mark.parametrize("accent", ["#ffffff", "#000000", "#ffcc00", "#2f6b5e", "#888888", "#ff0000"])
def test_an_accent_can_be_read_in_light_dark_and_print(tmp_path: Path, accent: str) -> None:
    made = planned(tmp_path).handout(clinic=Clinic(name="x", accent=accent))
    shades = re.findall(r"--leaf: (#[0-9a-f]{6})", made.page.decode())
    light, dark = shades[0], shades[1]
    assert all(contrast(light, ground) >= LEAST_CONTRAST for ground in ("#fbfaf7", "#ffffff", "#eef2ec"))
    assert all(contrast(dark, ground) >= LEAST_CONTRAST for ground in ("#141918", "#1c2322", "#24302d"))
    [printed] = re.findall(r"--leaf: (#[0-9a-f]{6})", made.sheet.decode())
    assert contrast(printed, "#ffffff") >= LEAST_CONTRAST


def test_a_colour_that_can_be_read_stays_as_it_is() -> None:
    assert readable("#2f6b5e", "#ffffff", darker=True) == "#2f6b5e"
    assert contrast("#ffffff", "#000000") == pytest.approx(21.0)


def test_every_text_of_our_own_style_can_be_read() -> None:
    style = read_data("page.css")
    for block in re.findall(r":root[^{]*\{([^}]*)\}", style):
        colours = dict(re.findall(r"--(\w[\w-]*): (#[0-9a-f]{6})", block))
        if not colours:
            continue
        for ground in ("paper", "card", "wash"):
            for text in ("ink", "soft"):
                assert contrast(colours[text], colours[ground]) >= LEAST_CONTRAST, (text, ground)
        # 1.4.11: what marks a control.
        assert contrast(colours["edge"], colours["card"]) >= 3.0


def test_a_template_of_one_s_own_is_used(tmp_path: Path) -> None:
    page = "<html lang=$language><title>${title}</title>$audio$words$safety costs $$5 $label_play</html>"
    sheet = "<html lang=$language><title>$title</title>$steps $phrases $safety"
    path = write(
        tmp_path,
        'name = "x"\npage = "page.html"\nsheet = "sheet.html"',
        page_html=page.encode(),
        sheet_html=sheet.encode(),
    )
    made = planned(tmp_path).handout(clinic=load_clinic(path))
    text = made.page.decode()
    assert text.startswith("<html lang=en><title>A small session</title><audio")
    assert text.endswith("costs $5 Play</html>")
    assert made.sheet.decode().startswith("<html lang=en><title>A small session</title><ol")


@pytest.mark.parametrize(
    ("template", "told"),
    [
        ("$language $title $audio $words", "the page has no $safety"),
        (
            "$language\n$titel $audio $words $safety",
            '2: $titel is no placeholder of a page; did you mean "$title"?',
        ),
        ("$language $title $audio $words $safety\n\n$5", "3: this $ begins no placeholder"),
    ],
)
def test_a_template_that_cannot_be_filled_in_is_refused_when_it_is_read(
    tmp_path: Path, template: str, told: str
) -> None:
    path = write(tmp_path, 'name = "x"\npage = "page.html"', page_html=template.encode())
    with pytest.raises(InputError) as raised:
        load_clinic(path)
    assert str(tmp_path / "page.html") in str(raised.value)
    assert told in str(raised.value)


@pytest.mark.parametrize("kind", [PAGE, SHEET])
def test_every_placeholder_is_filled_in_and_told_in_the_documentation(tmp_path: Path, kind: str) -> None:
    names = (*REQUIRED[kind], *OPTIONAL[kind])
    template = "\n".join(f"<{name}>${name}</{name}>" for name in names)
    clinic = Clinic(name="x", footer={"": "f"}, crisis={"": "c"}, **{kind: template})  # type: ignore[arg-type]
    made = planned(tmp_path).handout(clinic=clinic)
    text = (made.page if kind == PAGE else made.sheet).decode()
    assert re.findall(r"^<(\w+)>", text, re.MULTILINE)
    assert "$title" not in text
    documented = (Path(__file__).parents[2] / "docs" / "handouts.md").read_text(encoding="utf-8")
    assert [name for name in names if f"`${name}`" not in documented] == []
