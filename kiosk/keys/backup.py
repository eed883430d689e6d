"""Backups of keys and what else must not be lost: one file, encrypted with a passphrase, that tells when it is damaged.

Layout, integers big-endian:

- header: ``SUXINBAK``, 1 byte of version (1), scrypt's log2(n), r and p (1 byte each), its salt (16), the nonce (12);
- the files, encrypted with AES-256-GCM over the header: for each the length of its name (2), its name in UTF-8, its
  length (8), its bytes;
- SHA-256 of all that (32), so that a wrong passphrase and a damaged file can be told apart.
"""

import hashlib
import os
import struct
import unicodedata
from collections.abc import Mapping
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from kiosk.errors import BadUsage
from kiosk.keys.private_files import KeyUnusable, write_private

_BEGINNING = b"SUXINBAK"
_VERSION = 1
_HEADER = struct.Struct(">8s 4B 16s 12s")
_NAME_LENGTH, _LENGTH = struct.Struct(">H"), struct.Struct(">Q")
_KEY_BYTES, _CHECKSUM_BYTES = 32, 32
_LOG2_N, _R, _P = 17, 8, 1  # 128 MiB
_DEAREST = (20, 8, 4)  # what a file may ask of this machine: 1 GiB
_SHORTEST_PASSPHRASE = 8


def write_backup(file: Path, files: Mapping[str, bytes], passphrase: str) -> None:
    """Write files to a new backup, whole or not at all, that only its owner can read, and only with the passphrase.

    Raises:
        BadUsage: the passphrase is too short.
        KeyExists: ``file`` exists; it is never overwritten.
        KeyUnusable: it can't be written.
    """
    if len(passphrase) < _SHORTEST_PASSPHRASE:
        raise BadUsage(
            f"A backup's passphrase needs {_SHORTEST_PASSPHRASE} characters at least; this one has {len(passphrase)}."
        )
    salt, nonce = os.urandom(16), os.urandom(12)
    header = _HEADER.pack(_BEGINNING, _VERSION, _LOG2_N, _R, _P, salt, nonce)
    key = _key(passphrase, salt, _LOG2_N, _R, _P)
    sealed = header + AESGCM(key).encrypt(nonce, _packed(files), header)
    already = f"There is a backup at {file} already. It was left as it is. Choose another name, or move it away."
    write_private(file, sealed + hashlib.sha256(sealed).digest(), already=already, what="The backup")


def read_backup(file: Path, passphrase: str) -> dict[str, bytes]:
    """Return the files of a backup by their names, just as they were written.

    Raises:
        KeyUnusable: it can't be read, is no backup, is damaged, or the passphrase is wrong; the message says which.
    """
    try:
        content = file.read_bytes()  # it may lie on a stick that knows no modes, and is encrypted
    except OSError as cause:
        raise KeyUnusable(f"The backup {file} can't be read: {cause.strerror}.") from None
    if not content.startswith(_BEGINNING):
        raise KeyUnusable(f"{file} is no backup of keys. Choose another file.")
    sealed, checksum = content[:-_CHECKSUM_BYTES], content[-_CHECKSUM_BYTES:]
    if len(sealed) < _HEADER.size or hashlib.sha256(sealed).digest() != checksum:
        raise KeyUnusable(f"The backup {file} is damaged: its checksum is wrong. Use another copy.")
    header = sealed[: _HEADER.size]
    _, version, *cost, salt, nonce = _HEADER.unpack(header)
    if version != _VERSION:
        raise KeyUnusable(f"The backup {file} has the form {version}, and this program reads {_VERSION}. Upgrade it.")
    if not all(1 <= asked <= most for asked, most in zip(cost, _DEAREST, strict=True)):
        raise KeyUnusable(f"The backup {file} asks for more memory than any that this program wrote. Use another copy.")
    try:
        return _unpacked(AESGCM(_key(passphrase, salt, *cost)).decrypt(nonce, sealed[_HEADER.size :], header))
    except InvalidTag:
        raise KeyUnusable(f"The passphrase of the backup {file} is wrong. Try it again, letter by letter.") from None


def _key(passphrase: str, salt: bytes, log2_n: int, r: int, p: int) -> bytes:
    typed_anywhere = unicodedata.normalize("NFKC", passphrase).encode(errors="surrogatepass")
    return Scrypt(salt=salt, length=_KEY_BYTES, n=1 << log2_n, r=r, p=p).derive(typed_anywhere)


def _packed(files: Mapping[str, bytes]) -> bytes:
    parts: list[bytes] = []
    for name, content in files.items():
        encoded = name.encode()
        parts += [_NAME_LENGTH.pack(len(encoded)), encoded, _LENGTH.pack(len(content)), content]
    return b"".join(parts)


def _unpacked(packed: bytes) -> dict[str, bytes]:
    """Return the files; they were packed here, else the passphrase would not have opened them."""
    files: dict[str, bytes] = {}
    rest = memoryview(packed)
    while rest:
        [length] = _NAME_LENGTH.unpack_from(rest)
        rest = rest[_NAME_LENGTH.size :]
        name, rest = bytes(rest[:length]).decode(), rest[length:]
        [length] = _LENGTH.unpack_from(rest)
        rest = rest[_LENGTH.size :]
        files[name], rest = bytes(rest[:length]), rest[length:]
    return files
