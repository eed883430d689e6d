"""The rules, case by case: what a presented code earns, and which of several true reasons is told."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.checkin import Admitted, Known, Reason, Refused, decide
from kiosk.domain.passes import issue
from kiosk.domain.roles import Role
from kiosk.keys import IssuerKey, Issuers

KEY = IssuerKey.new()
ID = bytes(range(8))
NOW_S = 1_679_121_000
VALID = issue(KEY, ID, Role.VISITOR, NOW_S - 3600, NOW_S + 3600)
PERSON = f"{KEY.issuer.id.hex()}:{ID.hex()}"
KNOWN = Known(
    issuers=Issuers(KEY.issuer),
    revoked=frozenset(),
    last_here_s=lambda person: None,
    repeat_after_s=1800,
    clock_is_trusted=True,
    admits=frozenset({Role.VISITOR}),
)


def test_a_valid_pass_is_admitted() -> None:
    assert decide(VALID, KNOWN, NOW_S) == Admitted(PERSON, Role.VISITOR)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", Reason.NOT_A_PASS),
        ("你好", Reason.NOT_A_PASS),
        ("https://example.org/menu", Reason.PUT_AWAY),
        ("281234567890123456", Reason.PUT_AWAY),
        (VALID[:-1], Reason.DAMAGED),
        (issue(IssuerKey.new(), ID, Role.VISITOR, NOW_S, NOW_S + 60), Reason.UNKNOWN_ISSUER),
    ],
)
def test_what_is_no_pass_of_ours_is_told_apart(text: str, reason: Reason) -> None:
    assert decide(text, KNOWN, NOW_S) == Refused(reason)


def test_validity_begins_with_its_first_second_and_ends_with_its_last() -> None:
    assert isinstance(decide(VALID, KNOWN, NOW_S - 3600), Admitted)
    assert decide(VALID, KNOWN, NOW_S - 3601) == Refused(Reason.NOT_YET_VALID, until_s=1, person=PERSON)
    assert isinstance(decide(VALID, KNOWN, NOW_S + 3599), Admitted)
    assert decide(VALID, KNOWN, NOW_S + 3600) == Refused(Reason.EXPIRED, since_s=0, person=PERSON)


def test_a_clock_that_is_not_trusted_refuses_nobody_by_date() -> None:
    doubtful = replace(KNOWN, clock_is_trusted=False)
    for now_s in (0, NOW_S + 10**9):
        assert isinstance(decide(VALID, doubtful, now_s), Admitted)


def test_a_revoked_pass_stays_revoked_whatever_the_clock_says() -> None:
    known = replace(KNOWN, revoked={PERSON}, clock_is_trusted=False)
    assert decide(VALID, known, NOW_S) == Refused(Reason.REVOKED, person=PERSON)


@pytest.mark.parametrize("role", [Role.VOLUNTEER, Role.COORDINATOR])
def test_staff_passes_do_not_check_in_visitors(role: Role) -> None:
    text = issue(KEY, ID, role, NOW_S, NOW_S + 60)
    assert decide(text, KNOWN, NOW_S) == Refused(Reason.WRONG_ROLE, person=PERSON)
    assert decide(text, replace(KNOWN, admits=frozenset({role})), NOW_S) == Admitted(PERSON, role)


@pytest.mark.parametrize(("ago_s", "again"), [(0, False), (1799, False), (1800, True), (None, True)])
def test_the_same_pass_counts_again_here_after_the_repeat_time(ago_s: int | None, again: bool) -> None:
    decided = decide(VALID, replace(KNOWN, last_here_s=lambda person: ago_s), NOW_S)
    expected = Refused(Reason.ALREADY_CHECKED_IN, since_s=ago_s, person=PERSON)
    assert decided == (Admitted(PERSON, Role.VISITOR) if again else expected)


@given(
    revoked=st.booleans(),
    now_s=st.sampled_from([NOW_S - 7200, NOW_S, NOW_S + 7200]),
    trusted=st.booleans(),
    admitted=st.booleans(),
    ago_s=st.sampled_from([None, 5, 5000]),
)
def test_of_several_true_reasons_the_one_that_helps_most_is_told(
    revoked: bool, now_s: int, trusted: bool, admitted: bool, ago_s: int | None
) -> None:
    """Revoked, then out of its dates, then the wrong role; "already here" only when nothing is wrong."""
    known = replace(
        KNOWN,
        revoked={PERSON} if revoked else set(),
        clock_is_trusted=trusted,
        admits=KNOWN.admits if admitted else frozenset(),
        last_here_s=lambda person: ago_s,
    )
    in_order = {
        Reason.REVOKED: revoked,
        Reason.EXPIRED: trusted and now_s > NOW_S,
        Reason.NOT_YET_VALID: trusted and now_s < NOW_S,
        Reason.WRONG_ROLE: not admitted,
        Reason.ALREADY_CHECKED_IN: ago_s == 5,
    }
    decided = decide(VALID, known, now_s)
    told = decided.reason if isinstance(decided, Refused) else None
    assert told == next((reason for reason, is_true in in_order.items() if is_true), None)


@given(
    st.text() | st.text(alphabet=st.characters(codec=None, categories=None)) | st.builds(VALID[:12].__add__, st.text())
)
def test_no_text_but_a_pass_is_ever_admitted(text: str) -> None:
    assert isinstance(decide(text, KNOWN, NOW_S), Refused)
