"""Workbooks written by hand, as spreadsheet programs write them."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "urn:oasis:names:tc:opendocument:xmlns"


def text(place: str, words: str) -> str:
    """A cell of an XLSX sheet with its text in it."""
    return f'<c r="{place}" t="inlineStr"><is><t xml:space="preserve">{escape(words)}</t></is></c>'


def number(place: str, value: float | str, style: int = 0) -> str:
    """A cell of an XLSX sheet; the style is an index of `xlsx`'s codes."""
    return f'<c r="{place}" s="{style}"><v>{value}</v></c>'


def rows(cells: Sequence[Sequence[str]]) -> str:
    """The rows of an XLSX sheet, from its first on, of texts."""
    written = []
    for row, line in enumerate(cells, start=1):
        held = "".join(text(f"{chr(64 + at)}{row}", cell) for at, cell in enumerate(line, start=1))
        written.append(f'<row r="{row}">{held}</row>')
    return "".join(written)


def xlsx(
    path: Path,
    *sheets: str,
    codes: Sequence[str | int] = (),
    shared: Sequence[str] = (),
    hidden: Sequence[int] = (),
    more: Mapping[str, bytes] | None = None,
) -> Path:
    """A workbook of those sheets (their rows).

    ``codes`` are number formats of the styles from 1 on, built-in ones by number; ``shared`` are texts of
    cells of type s; ``hidden`` are places of sheets; ``more`` are other parts.
    """
    count = range(1, len(sheets) + 1)
    states = dict.fromkeys(hidden, "hidden")
    written = {code: 164 + at for at, code in enumerate(codes) if isinstance(code, str)}
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="xml" '
        'ContentType="application/xml"/><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" '
        f'Type="{_RELATION}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_RELATION}"><sheets>'
        + "".join(
            f'<sheet name="S{at}" sheetId="{at}" r:id="rId{at}" state="{states.get(at, "visible")}"/>'
            for at in count
        )
        + "</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
        + "".join(
            f'<Relationship Id="rId{at}" Type="{_RELATION}/worksheet" Target="worksheets/sheet{at}.xml"/>'
            for at in count
        )
        + f'<Relationship Id="rId98" Type="{_RELATION}/styles" Target="styles.xml"/>'
        f'<Relationship Id="rId99" Type="{_RELATION}/sharedStrings" Target="sharedStrings.xml"/>'
        "</Relationships>",
        "xl/styles.xml": f'<styleSheet xmlns="{_MAIN}"><numFmts>'
        + "".join(f'<numFmt numFmtId="{at}" formatCode={quoteattr(code)}/>' for code, at in written.items())
        + '</numFmts><cellStyleXfs><xf numFmtId="21"/></cellStyleXfs><cellXfs><xf numFmtId="0"/>'
        + "".join(f'<xf numFmtId="{code if isinstance(code, int) else written[code]}"/>' for code in codes)
        + "</cellXfs></styleSheet>",
        "xl/sharedStrings.xml": f'<sst xmlns="{_MAIN}">'
        + "".join(f"<si><t>{escape(words)}</t></si>" for words in shared)
        + "</sst>",
    }
    for at, sheet in zip(count, sheets, strict=True):
        parts[f"xl/worksheets/sheet{at}.xml"] = (
            f'<worksheet xmlns="{_MAIN}"><sheetData>{sheet}</sheetData></worksheet>'
        )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            if name not in (more or {}):
                archive.writestr(name, _HEAD + content)
        for name, raw in (more or {}).items():
            archive.writestr(name, raw)
    return path


def ods(path: Path, *tables: str, manifest: str = "") -> Path:
    """A workbook of those tables (their rows), as LibreOffice writes it."""
    names = " ".join(f'xmlns:{name}="{_OFFICE}:{name}:1.0"' for name in ("office", "table", "text"))
    body = "".join(f'<table:table table:name="T{at}">{rows}</table:table>' for at, rows in enumerate(tables))
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr(
            "META-INF/manifest.xml",
            f'{_HEAD}<manifest:manifest xmlns:manifest="{_OFFICE}:manifest:1.0">'
            f'<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml">{manifest}'
            "</manifest:file-entry></manifest:manifest>",
        )
        archive.writestr(
            "content.xml",
            f"{_HEAD}<office:document-content {names}><office:body><office:spreadsheet>{body}"
            "</office:spreadsheet></office:body></office:document-content>",
        )
    return path


def ods_row(*cells: tuple[str, str, str], down: int = 1) -> str:
    """A row of an ODS table, of cells as (type, value, text)."""
    kinds = {"time": "time-value", "date": "date-value", "boolean": "boolean-value"}
    written = []
    for kind, value, words in cells:
        held = f' office:{kinds.get(kind, "value")}="{value}"' if value else ""
        written.append(
            f'<table:table-cell office:value-type="{kind}"{held}><text:p>{words}</text:p></table:table-cell>'
        )
    return f'<table:table-row table:number-rows-repeated="{down}">{"".join(written)}</table:table-row>'
