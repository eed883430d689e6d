"""Secrets: what is kept of them doesn't give them away, and only the right one fits."""

import re
import subprocess
import sys

import pytest

from kiosk.keys.secrets import hash_secret, new_password, new_token, secret_fits, token_hash

# A hash of "482913" as it may lie in a database: cheap, made by an earlier version.
KEPT = "$argon2id$v=19$m=8,t=1,p=1$YaGtqByowx9ktivic84BIA$nlt52INE3fczxHEpZOJpQo+x7uxYZRnJRakc6DVzzLE"


def test_only_the_right_secret_fits() -> None:
    hashed = hash_secret("k7mq-2345")

    assert secret_fits("k7mq-2345", hashed)
    assert not secret_fits("k7mq-2346", hashed)
    assert not secret_fits("", hashed)


def test_a_hash_tells_neither_the_secret_nor_that_two_are_the_same() -> None:
    one, other = hash_secret("482913"), hash_secret("482913")

    assert one != other
    assert "482913" not in one
    assert one.startswith("$argon2id$v=19$m=65536,t=3,p=4$")


def test_a_hash_that_was_kept_fits_still() -> None:
    assert secret_fits("482913", KEPT)
    assert not secret_fits("482914", KEPT)


def test_a_secret_fits_from_every_keyboard() -> None:
    assert secret_fits("４８２９１３", KEPT)


@pytest.mark.parametrize("hashed", ["", "482913", "$argon2id$", KEPT[:-5], "苏"])
def test_what_is_no_hash_fits_nothing(hashed: str) -> None:
    assert not secret_fits("482913", hashed)


def test_tokens_differ_and_can_stand_in_a_url() -> None:
    tokens = {new_token() for _ in range(100)}

    assert len(tokens) == 100
    assert all(re.fullmatch("[A-Za-z0-9_-]{43}", token) for token in tokens)


def test_a_tokens_hash_is_pinned() -> None:
    """Whoever holds a token stays signed in over an upgrade."""
    assert token_hash("abc").hex() == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


def test_passwords_have_no_look_alike_letters() -> None:
    passwords = {new_password() for _ in range(200)}

    assert len(passwords) == 200
    assert all(re.fullmatch("[a-hjkmnp-z2-9]{4}(-[a-hjkmnp-z2-9]{4}){3}", password) for password in passwords)


def test_a_kiosk_without_argon2_has_all_its_keys() -> None:
    """It installs without the hub's libraries."""
    rooms = "authority, backup, certificates, device, enrolment, passes, requests, sealing, secrets"
    code = f"import sys; sys.modules['argon2'] = None; from kiosk.keys import {rooms}; print(secrets.new_token())"

    subprocess.run([sys.executable, "-c", code], check=True, capture_output=True)
