"""The report of a pass: the same verdict as at check-in, in JSON of one shape and in words."""

from zoneinfo import ZoneInfo

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kiosk.domain.checkin import Reason
from kiosk.domain.pass_report import describe
from kiosk.domain.passes import issue
from kiosk.domain.roles import Role
from kiosk.keys import IssuerKey, Issuers

KEY = IssuerKey(Ed25519PrivateKey.from_private_bytes(bytes(range(32))))
ISSUERS = Issuers(KEY.issuer)
FROM_S, TO_S = 1679083200, 1710705600
"""18 March 2023 and 18 March 2024, 04:00 in Suzhou."""
TEXT = issue(KEY, bytes.fromhex("0011223344556677"), Role.VOLUNTEER, FROM_S, TO_S)
PERSON = "56475aa75463474c:0011223344556677"
SUZHOU = ZoneInfo("Asia/Shanghai")


def test_a_valid_pass_is_described_in_full() -> None:
    report = describe(TEXT, ISSUERS, frozenset(), FROM_S)

    assert report.as_json() == {
        "valid": True,
        "reason": None,
        "role": "volunteer",
        "number": "8920 5111",
        "person": PERSON,
        "not_before": "2023-03-17T20:00:00+00:00",
        "not_after": "2024-03-17T20:00:00+00:00",
    }
    assert report.in_words(SUZHOU) == (
        "A volunteer's pass, number 8920 5111, valid from 2023-03-18 04:00 to 2024-03-18 04:00."
    )


@pytest.mark.parametrize(
    ("now_s", "revoked", "reason", "says"),
    [
        (TO_S, frozenset(), Reason.EXPIRED, "has expired"),
        (FROM_S - 1, frozenset(), Reason.NOT_YET_VALID, "not valid yet"),
        (FROM_S, frozenset({PERSON}), Reason.REVOKED, "was revoked"),
    ],
)
def test_a_pass_that_is_not_valid_now_is_described_with_the_reason(
    now_s: int, revoked: frozenset[str], reason: Reason, says: str
) -> None:
    report = describe(TEXT, ISSUERS, revoked, now_s)

    assert (report.is_valid, report.reason) == (False, reason)
    assert report.as_json()["number"] == "8920 5111"
    assert report.in_words(SUZHOU).startswith("A volunteer's pass, number 8920 5111")
    assert says in report.in_words(SUZHOU)


@pytest.mark.parametrize(
    ("text", "issuers", "reason"),
    [
        ("张三", ISSUERS, Reason.NOT_A_PASS),
        ("https://example.org/", ISSUERS, Reason.PUT_AWAY),
        (TEXT[:-1], ISSUERS, Reason.DAMAGED),
        (TEXT, Issuers(), Reason.UNKNOWN_ISSUER),
    ],
)
def test_what_is_no_pass_is_described_in_the_same_shape_without_what_it_said(
    text: str, issuers: Issuers, reason: Reason
) -> None:
    report = describe(text, issuers, frozenset(), FROM_S)

    assert report.as_json() == dict.fromkeys(describe(TEXT, ISSUERS, frozenset(), FROM_S).as_json()) | {
        "valid": False,
        "reason": reason,
    }
    assert report.in_words(SUZHOU).endswith(".")
    assert text not in report.in_words(SUZHOU)
