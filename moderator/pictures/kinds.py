"""Says whether a picture is of a kind and size that may be handed to the engine, from its first bytes alone."""

import struct

#: Points; a small file can unfold into a picture that fills the memory.
MOST_POINTS = 25_000_000
_PNG, _JPEG = b"\x89PNG\r\n\x1a\n", b"\xff\xd8"
#: Markers of a JPEG that begin a frame and so tell the size.
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}


def is_readable(picture: bytes) -> bool:
    """A PNG or JPEG of a size that a screen could show."""
    size = _size(picture)
    return size is not None and 0 < size[0] * size[1] <= MOST_POINTS


def _size(picture: bytes) -> tuple[int, int] | None:
    if picture.startswith(_PNG) and len(picture) >= 24:
        width, height = struct.unpack(">II", picture[16:24])
        return width, height
    return _jpeg_size(picture) if picture.startswith(_JPEG) else None


def _jpeg_size(picture: bytes) -> tuple[int, int] | None:
    place = 2
    while place + 9 <= len(picture) and picture[place] == 0xFF:
        marker = picture[place + 1]
        length = int(struct.unpack(">H", picture[place + 2 : place + 4])[0])
        if marker in _FRAMES:
            height, width = struct.unpack(">HH", picture[place + 5 : place + 9])
            return width, height
        place += 2 + max(length, 2)
    return None
