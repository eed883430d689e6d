"""The three roles that a pass can carry."""

from enum import StrEnum


class Role(StrEnum):
    """What a pass lets its holder do."""

    VISITOR = "visitor"
    VOLUNTEER = "volunteer"
    COORDINATOR = "coordinator"
