"""Pictures as Gantry writes them: PNG of 8 bits a channel, grey or RGB, not interlaced."""

import struct
import zlib
from pathlib import Path

CHANNELS = {0: 1, 2: 3}
"""By PNG's type of colour."""


def pixels(file: Path) -> bytes:
    """Levels row by row, from the top."""
    data = file.read_bytes()
    width, height, depth, colour, _, _, interlaced = struct.unpack(">IIBBBBB", data[16:29])
    if depth != 8 or colour not in CHANNELS or interlaced:
        raise ValueError(f"{file} is not a PNG of Gantry's")
    lines = zlib.decompress(b"".join(_chunks(data, b"IDAT")))
    stride, step = width * CHANNELS[colour], CHANNELS[colour]
    above, rows = bytes(stride), []
    for y in range(height):
        start = y * (stride + 1)
        above = _unfiltered(lines[start], lines[start + 1 : start + 1 + stride], above, step)
        rows.append(above)
    return b"".join(rows)


def _chunks(data: bytes, kind: bytes):
    at = 8
    while at < len(data):
        (length,) = struct.unpack(">I", data[at : at + 4])
        if data[at + 4 : at + 8] == kind:
            yield data[at + 8 : at + 8 + length]
        at += length + 12


def _unfiltered(filtered: int, line: bytes, above: bytes, step: int) -> bytes:
    row = bytearray(line)
    for i, value in enumerate(line):
        left = row[i - step] if i >= step else 0
        corner = above[i - step] if i >= step else 0
        row[i] = (value + _predicted(filtered, left, above[i], corner)) & 255
    return bytes(row)


def _predicted(filtered: int, left: int, up: int, corner: int) -> int:
    if filtered == 4:
        # Paeth: the neighbour nearest to left + up - corner; the order breaks ties.
        estimate = left + up - corner
        return min((left, up, corner), key=lambda value: abs(estimate - value))
    return (0, left, up, (left + up) // 2)[filtered]
