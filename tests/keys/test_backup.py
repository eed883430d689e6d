"""Backups: what was put in comes out, for whoever has the passphrase, and a damaged one is told from a wrong word."""

import hashlib
import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kiosk.errors import BadUsage
from kiosk.keys import KeyUnusable
from kiosk.keys.backup import read_backup, write_backup

FILES = {"issuer.pem": b"a key", "authority/authority.pem": bytes(range(256)), "名册": b""}
WORDS = "correct horse 电池"
# FILES under WORDS with log2(n) = 4, as an earlier version wrote them.
KEPT = bytes.fromhex(
    "535558494e42414b0104080113820255d5bec599210f57037fbcb7f40771d146837470e423cf3e81842af87945b82f71"
    "d183763bffeaaae52c24acb8f8cbb228b7b1747ae44f91a2a3d1ce681f7e431602b7f35bd5a4e22d5f19dc2807bb3e3d"
    "89ba9dc999c3581d6f56514bf5ec4329661fa2243d8652d443bdd89cef1f0b146e6aa7e8a4452934fe0a4d12e05e6406"
    "520d7e94013efe6b209406f9d7aa651c4a563bd594e1bbc7350779a10c9da9dc2d3224c4ef43ac905eceac0d97d4a0c8"
    "399167d59dbc4d7da411b880c0a1de01307bf8f67fcfbddfbf84af452f3ec35274dc4206b89a0ac511b374ec41ae259e"
    "a0b205c836f7ecb7ffc9882236862f1b701d5f479fecbc00ae4e757dd60328bf04d899614a7e614491f872633e9e85c5"
    "5c4efb6b1a8182c6670878200348facaa2aae3a579c09e30957070037b2d054cd35c60ff005109722e13dbd27e363d2f"
    "41183036fd21e6af572235313fc960d4b4598424a10397803573a755e0018e30980a19f55379a9d9ecac939df632ae1b"
    "15ec21e9f6e85b82672577604ae8f6b30941e2981fcf627ad9ff17ce84dec7d28d60"
)

with_files = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])  # each example writes its own


@pytest.fixture(scope="module", autouse=True)
def cheap() -> Iterator[None]:
    """Spare the tests the cost that is there to spare nobody."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("kiosk.keys.backup._LOG2_N", 4)
        yield


def kept(folder: Path, content: bytes = KEPT) -> Path:
    file = folder / "station.backup"
    file.write_bytes(content)
    return file


def with_checksum(sealed: bytes) -> bytes:
    return sealed + hashlib.sha256(sealed).digest()


def test_a_backup_of_an_earlier_version_is_read(tmp_path: Path) -> None:
    assert read_backup(kept(tmp_path), WORDS) == FILES


@with_files
@given(files=st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), st.binary()), words=st.text(min_size=8))
def test_what_was_put_in_comes_out(
    tmp_path_factory: pytest.TempPathFactory, files: dict[str, bytes], words: str
) -> None:
    file = tmp_path_factory.mktemp("backup") / "station.backup"
    write_backup(file, files, words)

    assert read_backup(file, words) == files


def test_a_backup_costs_a_guesser_128_mib_a_word(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kiosk.keys.backup._LOG2_N", 17)
    write_backup(tmp_path / "dear", FILES, WORDS)

    assert (tmp_path / "dear").read_bytes()[9:12] == bytes([17, 8, 1])
    assert read_backup(tmp_path / "dear", WORDS) == FILES


def test_a_backup_shows_nothing_of_what_is_in_it(tmp_path: Path) -> None:
    write_backup(tmp_path / "one", FILES, WORDS)
    write_backup(tmp_path / "two", FILES, WORDS)
    one, two = (tmp_path / "one").read_bytes(), (tmp_path / "two").read_bytes()

    assert b"issuer" not in one
    assert b"a key" not in one
    assert one[12:40] != two[12:40], "salt and nonce are used twice"


def test_the_passphrase_may_come_from_another_keyboard(tmp_path: Path) -> None:
    assert read_backup(kept(tmp_path), "ｃorrect horse 电池") == FILES


def test_a_wrong_passphrase_is_told(tmp_path: Path) -> None:
    with pytest.raises(KeyUnusable, match="passphrase of the backup .* is wrong"):
        read_backup(kept(tmp_path), "correct horse")


@with_files
@given(bit=st.integers(0, len(KEPT) * 8 - 1))
def test_a_backup_with_one_bit_changed_is_refused(tmp_path: Path, bit: int) -> None:
    damaged = bytearray(KEPT)
    damaged[bit // 8] ^= 1 << bit % 8

    with pytest.raises(KeyUnusable, match="damaged" if bit >= 64 else "no backup"):
        read_backup(kept(tmp_path, bytes(damaged)), WORDS)


@pytest.mark.parametrize("length", [8, 20, 39, 40, 71, 72, len(KEPT) - 1])
def test_half_a_backup_is_damaged(tmp_path: Path, length: int) -> None:
    with pytest.raises(KeyUnusable, match="damaged"):
        read_backup(kept(tmp_path, KEPT[:length]), WORDS)


@pytest.mark.parametrize("place", [12, 28, 40, len(KEPT) - 33])
def test_a_changed_backup_with_a_new_checksum_does_not_open(tmp_path: Path, place: int) -> None:
    changed = bytearray(KEPT[:-32])
    changed[place] ^= 1

    with pytest.raises(KeyUnusable, match="wrong"):
        read_backup(kept(tmp_path, with_checksum(bytes(changed))), WORDS)


@pytest.mark.parametrize(
    ("place", "value", "says"),
    [(8, 2, "Upgrade"), (9, 21, "memory"), (9, 0, "memory"), (10, 255, "memory"), (11, 0, "memory")],
)
def test_a_header_that_this_program_never_wrote_is_refused(tmp_path: Path, place: int, value: int, says: str) -> None:
    changed = bytearray(KEPT[:-32])
    changed[place] = value

    with pytest.raises(KeyUnusable, match=says):
        read_backup(kept(tmp_path, with_checksum(bytes(changed))), WORDS)


@pytest.mark.parametrize("content", [b"", b"SUXIN", b"-----BEGIN CERTIFICATE-----"])
def test_what_is_no_backup_is_told(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(KeyUnusable, match="no backup"):
        read_backup(kept(tmp_path, content), WORDS)


def test_a_missing_backup_is_told(tmp_path: Path) -> None:
    with pytest.raises(KeyUnusable, match="can't be read"):
        read_backup(tmp_path / "station.backup", WORDS)


def test_a_backup_is_never_overwritten(tmp_path: Path) -> None:
    file = kept(tmp_path)

    with pytest.raises(KeyUnusable, match="already"):
        write_backup(file, {}, WORDS)

    assert file.read_bytes() == KEPT


def test_a_short_passphrase_protects_nothing_and_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadUsage, match="8 characters"):
        write_backup(tmp_path / "station.backup", FILES, "7 signs")

    assert not (tmp_path / "station.backup").exists()


@pytest.mark.skipif(os.name != "posix", reason="Windows keeps no such modes")
def test_only_its_owner_can_read_a_backup(tmp_path: Path) -> None:
    write_backup(tmp_path / "station.backup", FILES, WORDS)

    assert stat.S_IMODE((tmp_path / "station.backup").stat().st_mode) == 0o600
