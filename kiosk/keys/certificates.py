"""Certificates of pass keys: which kiosk's key may sign passes, for which station, whom, and how long at most.

A statement of a station's issuer key (COSE_Sign1), as JSON in one form only. It begins with its own name: a pass that
the same key signed can't be read as a certificate, nor the other way round.
"""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any, Self

from kiosk.keys.passes import Issuer, IssuerKey

_STATEMENT = "suxin-kiosk/pass-key/1"
_KEY_BYTES, _DEVICE_BYTES = 32, 16
_ROLES = ("visitor",)


@dataclass(frozen=True)
class PassKeyCertificate:
    """What a station says of a kiosk's pass key."""

    public: bytes
    """The kiosk's pass key, 32 bytes."""
    device: bytes
    """The kiosk's device id, 16 bytes."""
    station: str
    roles: tuple[str, ...]
    """Whom it may make passes for: visitors only, so that a stolen kiosk can't make coordinators."""
    days: int
    """The longest validity of a pass it may sign."""

    def issue(self, key: IssuerKey) -> bytes:
        """Return the certificate, signed by the station's issuer key.

        Raises:
            ValueError: a value doesn't fit; other roles than visitors, say.
        """
        if not self._fits():
            raise ValueError(f"no certificate can say {self}")
        return key.sign(self._statement())

    @classmethod
    def read(cls, signed: bytes, issuers: Iterable[Issuer]) -> Self | None:
        """Return what a certificate says; None if it is none, or none of these issuers signed it.

        Args:
            signed: Any bytes.
            issuers: The station's own; never the kiosks' pass keys, which certify nobody.
        """
        for issuer in issuers:
            statement = issuer.open(signed)
            if statement is not None:
                return cls._read(statement)
        return None

    @classmethod
    def _read(cls, statement: bytes) -> Self | None:
        try:
            said: Any = json.loads(statement)
            certificate = cls(
                public=bytes.fromhex(said["public"]),
                device=bytes.fromhex(said["device"]),
                station=said["station"],
                roles=tuple(said["roles"]),
                days=said["days"],
            )
        except (ValueError, TypeError, LookupError, RecursionError):
            return None
        return certificate if certificate._fits() and certificate._statement() == statement else None

    def _fits(self) -> bool:
        return (
            len(self.public) == _KEY_BYTES
            and len(self.device) == _DEVICE_BYTES
            and isinstance(self.station, str)
            and self.roles == _ROLES
            and type(self.days) is int
            and self.days >= 1
        )

    def _statement(self) -> bytes:
        said = asdict(self) | {"public": self.public.hex(), "device": self.device.hex()}
        return json.dumps({"statement": _STATEMENT} | said, separators=(",", ":")).encode()
