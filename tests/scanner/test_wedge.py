"""Readers that type are told from fingers, and no key is lost, doubled or put out of order."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.scanner import Key, Outcome, Read, Replay, Wedge
from kiosk.scanner.wedge import FAST_S, HOLD_S, MOST_KEYS

PASS = "RRQXO8P600GKNH8N69"


def type_in(wedge: Wedge, text: str, every_s: float, start_s: float = 0.0) -> tuple[list[Outcome], float]:
    outcomes: list[Outcome] = []
    at_s = start_s
    for character in text:
        outcomes += wedge.key(Key(character), at_s)
        at_s += every_s
    return outcomes, at_s


@pytest.mark.parametrize("end", ["\r", "\n", "\t"])
def test_a_fast_burst_that_ends_with_enter_or_tab_is_a_code(end: str) -> None:
    outcomes, _ = type_in(Wedge(), PASS + end, 0.005)
    assert outcomes == [Read(PASS)]


def test_a_persons_typing_is_pressed_again_within_80_ms() -> None:
    wedge = Wedge()
    outcomes, _at_s = type_in(wedge, "abc", 0.150)
    assert outcomes == [Replay((Key("a"),)), Replay((Key("b"),))], "each is decided when the next one comes"
    assert wedge.holds
    assert [*wedge.idle()] == [Replay((Key("c"),))]
    assert not wedge.holds


def test_enter_after_a_few_fast_keys_is_a_persons() -> None:
    outcomes, _ = type_in(Wedge(), "ok\r", 0.01)
    assert outcomes == [Replay((Key("o"), Key("k"), Key("\r")))]


def test_a_key_held_down_repeats_and_is_no_code() -> None:
    wedge = Wedge()
    outcomes, _at_s = type_in(wedge, "aaaaaaaaaa", 0.033)
    outcomes += [*wedge.idle()]
    assert all(isinstance(outcome, Replay) for outcome in outcomes)


def test_with_a_prefix_speed_does_not_matter_and_an_end_is_not_needed() -> None:
    wedge = Wedge("~!")
    outcomes, at_s = type_in(wedge, "~!" + PASS, 0.06)
    assert outcomes == []
    assert [*wedge.idle()] == [Read(PASS)]
    assert type_in(wedge, "~!" + PASS + "\r", 0.06, at_s + 1)[0] == [Read(PASS)]


def test_with_a_prefix_other_keys_are_let_through_at_once() -> None:
    wedge = Wedge("~!")
    assert type_in(wedge, "ab", 0.001)[0] == [Replay((Key("a"),)), Replay((Key("b"),))]
    outcomes, at_s = type_in(wedge, "~x", 0.001, 1.0)
    assert outcomes == [Replay((Key("~"), Key("x")))]
    assert type_in(wedge, "~", 0, at_s + 1)[0] == []
    assert [*wedge.idle()] == [Replay((Key("~"),))], "a prefix that goes no further was typed by a person"


def test_four_kilobytes_are_the_most_that_is_held() -> None:
    wedge = Wedge("~")
    outcomes, _ = type_in(wedge, "~" + "A" * (MOST_KEYS - 1), 0.001)
    assert outcomes == [Read("A" * (MOST_KEYS - 1))]
    assert not wedge.holds


@given(
    st.sampled_from(["", "~", "~!"]),
    st.lists(
        st.tuples(st.sampled_from("~!aB1\r\t "), st.sampled_from([0.0, 0.001, FAST_S, 0.031, 0.079, HOLD_S, 0.2])),
        max_size=40,
    ),
)
def test_every_key_comes_out_exactly_once_and_in_order(prefix: str, typed: list[tuple[str, float]]) -> None:
    wedge = Wedge(prefix)
    at_s, came_out = 0.0, ""

    def take(outcomes: tuple[Outcome, ...], end: str = "") -> None:
        nonlocal came_out
        for outcome in outcomes:
            match outcome:
                case Replay(keys=keys):
                    came_out += "".join(key.text for key in keys)
                case Read(text=text):
                    is_last = outcome is outcomes[-1]
                    came_out += prefix + text + (end if is_last and end in "\r\t" else "")

    for character, gap_s in typed:
        if gap_s >= HOLD_S:
            take(wedge.idle())
        at_s += gap_s
        take(wedge.key(Key(character), at_s), end=character)
    take(wedge.idle())
    assert came_out == "".join(character for character, _ in typed)
    assert not wedge.holds
