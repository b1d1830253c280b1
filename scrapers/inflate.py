"""Undoing `Content-Encoding` piece by piece, under a cap: a bomb is put down before it grows."""

from __future__ import annotations

import zlib

_MAX_MEMBERS = 64
_EITHER_HEADER = zlib.MAX_WBITS | 32  # zlib tells gzip and zlib headers apart by itself
_NO_HEADER = -zlib.MAX_WBITS

ENCODINGS = ("gzip", "deflate")
"""What the standard library can undo; what we tell servers we accept."""


class TooLarge(Exception):
    """The body is larger than the cap."""


class BadCompression(Exception):
    """The body is not what its `Content-Encoding` says, ends too early, or the encoding is unknown."""


class Inflater:
    """Collects a body under a cap.

    Args:
        encoding: value of `Content-Encoding`, "" or "identity" when the body is plain.
        cap: most bytes allowed after decompression.

    Raises:
        BadCompression: the encoding is not one of ours.
    """

    def __init__(self, encoding: str, cap: int) -> None:
        encoding = encoding.strip().lower().removeprefix("x-")
        if encoding not in {"", "identity", *ENCODINGS}:
            raise BadCompression(encoding[:40])
        self._plain = encoding in {"", "identity"}
        self._encoding = encoding
        self._cap = cap
        self._parts: list[bytes] = []
        self._size = 0
        self._members = 0
        self._stream: zlib._Decompress | None = None

    def feed(self, chunk: bytes) -> None:
        """Take the next bytes as they came over the wire.

        Raises:
            TooLarge: the cap is passed.
            BadCompression: the bytes cannot be decompressed.
        """
        if self._plain:
            self._keep(chunk)
            return
        while chunk:
            if self._stream is None:
                self._stream = self._begin(chunk)
            try:
                self._keep(self._stream.decompress(chunk, self._cap - self._size + 1))
            except zlib.error:
                raise BadCompression(self._encoding) from None
            if self._stream.eof:
                chunk, self._stream = self._stream.unused_data, None
                if not chunk.startswith(b"\x1f\x8b"):
                    return  # servers pad a finished stream with zeros; only another gzip member counts
            else:
                # A decompressor only leaves input over when its allowance is spent; then `_keep` has raised.
                chunk = self._stream.unconsumed_tail

    def finish(self) -> bytes:
        """Return the whole body.

        Raises:
            BadCompression: the stream ends before its end mark.
        """
        if self._stream is not None:
            raise BadCompression(self._encoding)
        return self.beginning()

    @property
    def size(self) -> int:
        """Return how many bytes were taken so far, after decompression."""
        return self._size

    def beginning(self) -> bytes:
        """Return what was taken so far, at most the cap."""
        return b"".join(self._parts)

    def _begin(self, chunk: bytes) -> zlib._Decompress:
        self._members += 1
        if self._members > _MAX_MEMBERS:
            raise BadCompression(self._encoding)
        # RFC 9110 "deflate" has a zlib header (low half of the first byte: method 8), yet some servers send none.
        raw = self._encoding == "deflate" and chunk[0] & 0x0F != 8 and not chunk.startswith(b"\x1f\x8b")
        return zlib.decompressobj(_NO_HEADER if raw else _EITHER_HEADER)

    def _keep(self, data: bytes) -> None:
        self._parts.append(data[: self._cap - self._size])
        self._size += len(data)
        if self._size > self._cap:
            raise TooLarge
