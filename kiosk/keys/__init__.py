"""Keys: the one place that touches cryptography, for kiosk and hub alike.

Private keys are files that only their owner can read, and never leave the machine that made them. What only a hub
needs is imported when it is called: a kiosk installs without it.
"""

from kiosk.keys.passes import KEY_ID_BYTES, Issuer, IssuerKey, Issuers
from kiosk.keys.private_files import KeyUnusable

__all__ = ["KEY_ID_BYTES", "Issuer", "IssuerKey", "Issuers", "KeyUnusable"]
