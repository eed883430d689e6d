"""One code held up is presented once; of several the one that is meant."""

from kiosk.scanner import Code
from kiosk.scanner.presence import GONE_AFTER_S, Presence

SIZE = (1280, 720)


def at(text: str, x: float = 640, y: float = 360, size: float = 200) -> Code:
    half = size / 2
    return Code(text, ((x - half, y - half), (x + half, y - half), (x + half, y + half), (x - half, y + half)))


def test_a_code_held_still_is_presented_once_and_again_after_it_has_left() -> None:
    presence = Presence()
    shown = [presence.present([at("a")], SIZE, n / 30) for n in range(90)]
    assert [code and code.text for code in shown] == ["a"] + [None] * 89
    gone_s = 89 / 30 + GONE_AFTER_S
    assert presence.present([], SIZE, gone_s) is None
    assert presence.present([at("a")], SIZE, gone_s + 0.1) == at("a")


def test_a_code_that_flickers_is_presented_once() -> None:
    presence = Presence()
    shown = [presence.present([at("a")] if n % 20 == 0 else [], SIZE, n / 30) for n in range(120)]
    assert sum(code is not None for code in shown) == 1


def test_the_next_code_is_presented_while_the_first_is_still_there() -> None:
    presence = Presence()
    presence.present([at("a")], SIZE, 0)
    assert presence.present([at("a"), at("b", size=100)], SIZE, 0.1) == at("b", size=100)


def test_of_several_the_largest_is_meant_and_of_equals_the_one_nearest_the_middle() -> None:
    assert Presence().present([at("small", size=100), at("large", x=900)], SIZE, 0) == at("large", x=900)
    assert Presence().present([at("aside", x=300), at("middle", x=600)], SIZE, 0) == at("middle", x=600)


def test_the_codes_beside_the_one_that_is_meant_are_not_presented_after_it() -> None:
    presence = Presence()
    both = [at("a"), at("b", size=100)]
    assert [presence.present(both, SIZE, n / 30) for n in range(30)] == [at("a")] + [None] * 29


def test_who_stood_behind_with_a_code_in_view_is_next_when_the_first_has_left() -> None:
    presence = Presence()
    first, behind = at("first"), at("behind", size=100)
    assert [presence.present([first, behind], SIZE, n / 30) for n in range(30)] == [first] + [None] * 29
    shown = [presence.present([behind], SIZE, n / 30) for n in range(30, 90)]
    assert [code for code in shown if code] == [behind]
    assert shown[0] is None, "the first may only be blurred"
