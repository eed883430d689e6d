"""What tells this machine from others, so that a journal notices when it wakes up on another one."""

import hashlib

_TAG = b"suxin-kiosk/machine/1"


def fingerprint() -> bytes:
    """Return SHA-256 over the operating system's own id of this machine.

    A machine without such an id has the fingerprint of "unknown": it can then not notice that it was cloned.
    """
    import machineid

    try:
        name = machineid.id()
    except machineid.MachineIdNotFound:
        name = "unknown"
    return hashlib.sha256(_TAG + name.encode()).digest()
