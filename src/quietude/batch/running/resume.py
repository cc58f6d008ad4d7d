"""What a place holds already, so that the same command goes on where the last one stopped.

With each finished file a worker leaves a small record, ``.quietude/done/<inputs>.json``; it goes when the
manifest has its line. A record that is still there belongs to a file that was finished when nobody was left
to write its line; it is adopted. So a file that is whole is never made twice.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping

from quietude.batch.made.manifest import MANIFEST, Line, read_manifest
from quietude.batch.places.place import DONE, Place
from quietude.batch.task import Task


def record_name(inputs: str) -> str:
    """Where the record of a finished file lies; ``inputs`` as `Task.inputs`."""
    return f"{DONE}{inputs}.json"


def known_lines(place: Place) -> dict[str, Line]:
    """File to line, of all that was made here and still lies here; records without a line get one.

    Raises:
        FileError: the place cannot be read or written.
    """
    lines = {line.file: line for line in read_manifest(place.read(MANIFEST) or b"").lines}
    for name in place.names(DONE):
        line = _record(place.read(name))
        if line is not None and lines.get(line.file) != line and _is_there(place, line):
            place.append_line(MANIFEST, line.to_json())
            lines[line.file] = line
        place.remove(name)
    sizes = place.sizes()
    return {file: line for file, line in lines.items() if _lies(line, sizes)}


def to_make(tasks: Iterable[Task], lines: Mapping[str, Line]) -> list[Task]:
    """The tasks whose files are not there yet, made from the same; ``lines`` as `known_lines` gives them."""
    return [task for task in tasks if task.file not in lines or lines[task.file].inputs != task.inputs]


def _record(data: bytes | None) -> Line | None:
    try:
        return None if data is None else Line.from_json(data.decode("utf-8"))
    except ValueError:  # damaged: then its file is made again
        return None


def _is_there(place: Place, line: Line) -> bool:
    """Whether a record's file is the one that it tells of. Its size alone is not enough: files of one length
    have one size, whatever is said in them.
    """
    data = place.read(line.file)
    if data is None or hashlib.sha256(data).hexdigest() != line.sha256:
        return False
    return all(place.size(each.file) == each.bytes for each in line.beside)


def _lies(line: Line, sizes: Mapping[str, int]) -> bool:
    return sizes.get(line.file) == line.bytes and all(
        sizes.get(each.file) == each.bytes for each in line.beside
    )
