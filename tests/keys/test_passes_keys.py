"""Keys: a private key is never lost, shown or mistaken; only a file that is a public key is trusted."""

import errno
import os
import stat
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from kiosk.keys import Issuer, IssuerKey, Issuers, KeyUnusable

KEY = IssuerKey(Ed25519PrivateKey.from_private_bytes(bytes(range(32))))
RSA = rsa.generate_private_key(public_exponent=65537, key_size=2048)

only_posix = pytest.mark.skipif(os.name != "posix", reason="Windows keeps no such modes")


def private_pem(
    key: Ed25519PrivateKey | rsa.RSAPrivateKey,
    encryption: serialization.KeySerializationEncryption = serialization.NoEncryption(),  # noqa: B008
) -> bytes:
    return key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, encryption)


def public_pem(key: rsa.RSAPublicKey) -> bytes:
    return key.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)


@pytest.fixture
def open_umask() -> Iterator[None]:
    """Let new files be readable by everyone, as on a carelessly set up machine."""
    before = os.umask(0)
    yield
    os.umask(before)


def test_a_key_signs_the_same_after_it_was_saved_and_loaded(tmp_path: Path) -> None:
    key = IssuerKey.new()
    key.save(tmp_path / "issuer.pem")

    loaded = IssuerKey.load(tmp_path / "issuer.pem")

    assert loaded.issuer == key.issuer
    assert loaded.sign(b"claims") == key.sign(b"claims")  # Ed25519 signs without chance


def test_two_new_keys_differ() -> None:
    assert IssuerKey.new().issuer != IssuerKey.new().issuer


@only_posix
def test_only_its_owner_can_read_a_private_key(tmp_path: Path, open_umask: None) -> None:
    KEY.save(tmp_path / "issuer.pem")

    assert stat.S_IMODE((tmp_path / "issuer.pem").stat().st_mode) == 0o600


def test_a_private_key_is_never_overwritten(tmp_path: Path) -> None:
    KEY.save(tmp_path / "keys" / "issuer.pem")
    before = (tmp_path / "keys" / "issuer.pem").read_bytes()

    with pytest.raises(KeyUnusable, match="already"):
        IssuerKey.new().save(tmp_path / "keys" / "issuer.pem")

    assert (tmp_path / "keys" / "issuer.pem").read_bytes() == before
    assert [*(tmp_path / "keys").iterdir()] == [tmp_path / "keys" / "issuer.pem"], "an unfinished key is left behind"


def test_of_keys_saved_at_once_one_wins_whole(tmp_path: Path) -> None:
    keys = [IssuerKey.new() for _ in range(8)]

    def saved(key: IssuerKey) -> bool:
        try:
            key.save(tmp_path / "issuer.pem")
        except KeyUnusable:
            return False
        return True

    with ThreadPoolExecutor(len(keys)) as pool:
        winners = [key for key, won in zip(keys, pool.map(saved, keys), strict=True) if won]

    assert [key.issuer for key in winners] == [IssuerKey.load(tmp_path / "issuer.pem").issuer]


def test_a_key_that_cannot_be_written_says_so(tmp_path: Path) -> None:
    (tmp_path / "keys").write_text("a file where the folder should be")

    with pytest.raises(KeyUnusable, match="can't be written"):
        KEY.save(tmp_path / "keys" / "issuer.pem")


def test_a_key_is_written_and_kept_where_there_are_no_links(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As on a stick with FAT."""

    def no_links(source: object, target: object) -> None:
        raise PermissionError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(os, "link", no_links)
    KEY.save(tmp_path / "issuer.pem")
    with pytest.raises(KeyUnusable, match="already"):
        IssuerKey.new().save(tmp_path / "issuer.pem")

    assert IssuerKey.load(tmp_path / "issuer.pem").issuer == KEY.issuer
    assert [*tmp_path.iterdir()] == [tmp_path / "issuer.pem"]


@only_posix
@pytest.mark.parametrize("mode", [0o644, 0o640, 0o604, 0o620, 0o601])
def test_a_private_key_open_to_others_is_refused_with_the_mend(tmp_path: Path, mode: int) -> None:
    file = tmp_path / "issuer.pem"
    KEY.save(file)
    file.chmod(mode)

    with pytest.raises(KeyUnusable, match=f"chmod 600 {file}"):
        IssuerKey.load(file)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "no private key"),
        (b"\x00\xff garbage", "no private key"),
        (KEY.issuer.pem, "no private key"),
        (private_pem(Ed25519PrivateKey.generate(), serialization.BestAvailableEncryption(b"secret")), "password"),
        (private_pem(RSA), "another kind"),
    ],
    ids=["empty", "garbage", "public", "with a password", "RSA"],
)
def test_a_file_that_is_no_issuer_key_is_refused_by_name(tmp_path: Path, content: bytes, says: str) -> None:
    file = tmp_path / "issuer.pem"
    file.write_bytes(content)
    file.chmod(0o600)

    with pytest.raises(KeyUnusable, match=says) as refused:
        IssuerKey.load(file)

    assert str(file) in str(refused.value)


def test_a_missing_key_names_the_command_that_makes_one(tmp_path: Path) -> None:
    with pytest.raises(KeyUnusable, match="kiosk keys new"):
        IssuerKey.load(tmp_path / "issuer.pem")


def test_the_public_keys_of_a_folder_are_trusted_once_each(tmp_path: Path) -> None:
    other = IssuerKey.new().issuer
    (tmp_path / "a.pem").write_bytes(KEY.issuer.pem)
    (tmp_path / "b.pem").write_bytes(other.pem)
    (tmp_path / "copy of a.pem").write_bytes(KEY.issuer.pem)
    (tmp_path / "README.txt").write_text("no key")

    issuers = Issuers.load(tmp_path)

    assert len(issuers) == 2
    assert KEY.issuer in issuers.of(KEY.issuer.key_id)
    assert other in issuers.of(other.key_id)


def test_without_a_folder_nobody_is_trusted(tmp_path: Path) -> None:
    assert len(Issuers.load(tmp_path / "issuers")) == 0


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "no public key"),
        (b"-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n", "no public key"),
        (private_pem(Ed25519PrivateKey.from_private_bytes(bytes(32))), "no public key"),
        (public_pem(RSA.public_key()), "another kind"),
    ],
    ids=["empty", "garbage", "private", "RSA"],
)
def test_a_file_among_the_issuers_that_is_no_public_key_is_told_by_name(
    tmp_path: Path, content: bytes, says: str
) -> None:
    (tmp_path / "good.pem").write_bytes(KEY.issuer.pem)
    (tmp_path / "odd.pem").write_bytes(content)

    with pytest.raises(KeyUnusable, match=says) as refused:
        Issuers.load(tmp_path)

    assert str(tmp_path / "odd.pem") in str(refused.value)


def test_an_issuers_file_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    (tmp_path / "folder.pem").mkdir()

    with pytest.raises(KeyUnusable, match="can't be read"):
        Issuers.load(tmp_path)


def test_an_issuer_opens_what_its_key_signed() -> None:
    assert KEY.issuer.open(KEY.sign(b"claims")) == b"claims"


@given(st.binary(max_size=300) | st.binary(max_size=200).map(lambda tail: KEY.sign(b"claims")[:20] + tail))
def test_an_issuer_opens_no_other_bytes(signed: bytes) -> None:
    assert KEY.issuer.open(signed) is None


def test_an_issuer_opens_nothing_that_another_signed() -> None:
    assert KEY.issuer.open(IssuerKey.new().sign(b"claims")) is None


def test_an_issuers_id_is_what_the_journal_has_always_called_it() -> None:
    """Changing it would make one visitor two."""
    raw = bytes.fromhex("03a107bff3ce10be1d70dd18e74bc09967e4d6309ba50d5f1ddc8664125531b8")
    assert KEY.issuer == Issuer(raw)
    assert KEY.issuer.id.hex() == "56475aa75463474c"
    assert KEY.issuer.key_id.hex() == "5647"
