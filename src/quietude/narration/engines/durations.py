"""A voice model that also tells how long it holds each phoneme, made from the bytes of one that does not.

Models like hibari's and Kokoro's round a length for every phoneme, add the lengths up, and lay the phonemes
out by the sums. The lengths are a value inside the graph. What is made here names that value among the
model's outputs; nothing else changes, and the samples stay the same to the bit (a test holds it).

An ONNX file is a protocol buffer message: numbered fields, of which some are messages again. Two messages of
a kind, one after the other, are read as one with the fields of both. So an output is added by putting a small
model behind the model, with nothing in it but the output's name.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

_GRAPH: Final = 7
"""Of ModelProto; these numbers are those of onnx.proto3, which never change."""
_NODE: Final = 1
"""Of GraphProto, as is the next."""
_OUTPUT: Final = 12
_NODE_INPUT: Final = 1
"""Of NodeProto, as are the next two."""
_NODE_OUTPUT: Final = 2
_NODE_KIND: Final = 4
_VALUE_NAME: Final = 1
"""Of ValueInfoProto."""
_BYTES: Final = 2
"""The wire type of texts, bytes and messages: a length, then so many bytes."""
_PASSING: Final = frozenset({"Clip", "Max", "Cast", "Gather", "Squeeze", "Unsqueeze", "Reshape", "Flatten"})
"""What may be done to the lengths between their rounding and their sums."""


def with_durations(model: bytes) -> bytes | None:
    """The model with one output more, its last: each phoneme's length, in the model's own frames.

    Args:
        model: an ONNX file.

    Returns:
        None where the bytes are no such file, or no lengths are found in them.
    """
    try:
        name = _durations_name(model)
    except (IndexError, ValueError):
        return None
    if name is None:
        return None
    output = _framed(_OUTPUT, _framed(_VALUE_NAME, name))
    return model + _framed(_GRAPH, output)


def _durations_name(model: bytes) -> bytes | None:
    """What is added up, among all that comes of something rounded."""
    lengths: set[bytes] = set()
    for node in _messages(model, _GRAPH, _NODE):
        named: dict[int, list[bytes]] = {_NODE_INPUT: [], _NODE_OUTPUT: [], _NODE_KIND: []}
        for number, value in _fields(node):
            if number in named:
                named[number].append(bytes(value))
        first = named[_NODE_INPUT][0] if named[_NODE_INPUT] else b""
        kind = b"".join(named[_NODE_KIND]).decode()
        if kind == "Round" or (kind in _PASSING and first in lengths):
            lengths.update(named[_NODE_OUTPUT])  # nodes stand in the order in which they are run
        elif kind == "CumSum" and first in lengths:
            return first
    return None


def _messages(message: bytes | memoryview, *path: int) -> Iterator[memoryview]:
    """The inner messages that lie under these field numbers."""
    if not path:
        yield memoryview(message)
        return
    for number, value in _fields(message):
        if number == path[0]:
            yield from _messages(value, *path[1:])


def _fields(message: bytes | memoryview) -> Iterator[tuple[int, memoryview]]:
    """The fields of a message that hold bytes, by number and in order; others are passed over.

    Raises:
        IndexError: the message ends too early.
        ValueError: it is no protocol buffer message.
    """
    view, at = memoryview(message), 0
    while at < len(view):
        key, at = _varint(view, at)
        kind = key & 7
        if kind == _BYTES:
            length, at = _varint(view, at)
            if at + length > len(view):
                raise IndexError
            yield key >> 3, view[at : at + length]
            at += length
        elif kind == 0:
            _, at = _varint(view, at)
        elif kind in {1, 5}:
            at += 8 if kind == 1 else 4
        else:
            raise ValueError


def _varint(view: memoryview, at: int) -> tuple[int, int]:
    """The number that begins at a place, seven bits a byte, and the place after it."""
    value = shift = 0
    while True:
        byte = view[at]
        at += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, at
        shift += 7


def _framed(number: int, value: bytes) -> bytes:
    """A field that holds bytes, as it is written."""
    return _written(number << 3 | _BYTES) + _written(len(value)) + value


def _written(value: int) -> bytes:
    out = bytearray()
    while value >= 0x80:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*out, value])
