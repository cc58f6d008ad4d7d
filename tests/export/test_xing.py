from __future__ import annotations

import struct

import pytest

from quietude.errors import EncodeError
from quietude.export.info import crc16
from quietude.export.xing import TABLE_AT_MOST, exact_table


def table(frames: int, *, at: int = 36, name: bytes = b"Xing") -> bytes:
    head = bytearray(TABLE_AT_MOST)
    head[at : at + 4] = name
    head[at + 8 : at + 12] = struct.pack(">I", frames)
    head[at + 16 : at + 20] = b"toc!"
    return bytes(head)


@pytest.mark.parametrize(("mono", "at"), [(False, 36), (True, 21)])
@pytest.mark.parametrize("name", [b"Xing", b"Info"])
def test_delay_padding_and_checksum_are_put_in_and_the_rest_stays(mono: bool, at: int, name: bytes) -> None:
    before = table(3, at=at, name=name)
    after = exact_table(before, 1153, mono=mono)
    assert len(after) == len(before)
    delays = int.from_bytes(after[at + 141 : at + 144], "big")
    assert (delays >> 12, delays & 0xFFF) == (576, 3 * 1152 - 576 - 1153)
    assert after[at + 120 : at + 129] == b"LAME3.100"
    assert struct.unpack(">H", after[at + 154 : at + 156])[0] == crc16(after[: at + 154])
    assert after[: at + 120] == before[: at + 120]


@pytest.mark.parametrize(
    ("head", "duration"),
    [(b"", 10), (bytes(TABLE_AT_MOST), 10), (table(1), 577), (table(9), 10), (table(3)[:-1], 1153)],
)
def test_what_cannot_be_is_refused(head: bytes, duration: int) -> None:
    with pytest.raises(EncodeError):
        exact_table(head, duration, mono=False)
