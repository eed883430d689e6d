"""Qt's ``Property`` as a type checker should see it: reading one gives the value, not the descriptor."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Generic, TypeVar, overload

if TYPE_CHECKING:
    _T = TypeVar("_T")

    class _Read(Generic[_T]):
        @overload
        def __get__(self, owner: None, of: type) -> _Read[_T]: ...
        @overload
        def __get__(self, owner: object, of: type) -> _T: ...
        def __get__(self, owner: object, of: type) -> object: ...
        def __set__(self, owner: object, value: _T) -> None: ...
        def setter(self, setter: Callable[[Any, _T], None]) -> _Read[_T]: ...

    class Property:
        """Made of a getter; ``of`` is the type that QML sees."""

        def __init__(self, of: object, *, notify: object = None, constant: bool = False) -> None: ...

        def __call__(self, read: Callable[[Any], _T]) -> _Read[_T]: ...  # noqa: D102

else:
    from PySide6.QtCore import Property

__all__ = ["Property"]
