"""The hub's tables, the same on SQLite and PostgreSQL.

``station`` stands first in every key, so that the tables can be spread over many machines (Citus) as they are: no
serial numbers, no uniqueness across stations, no triggers. Times are microseconds since 1970, UTC; hashes are bytes.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    Text,
)

metadata = MetaData(
    naming_convention={"ix": "%(table_name)s_by_%(column_0_N_name)s", "fk": "%(table_name)s_of_%(referred_table_name)s"}
)


def _text(name: str, *, nullable: bool = False) -> Column[str]:
    return Column(name, Text, nullable=nullable)


def _bytes(name: str, *, nullable: bool = False) -> Column[bytes]:
    return Column(name, LargeBinary, nullable=nullable)


def _big(name: str, *, nullable: bool = False) -> Column[int]:
    return Column(name, BigInteger, nullable=nullable)


stations = Table(
    "stations",
    metadata,
    _text("station"),
    _text("plan_version"),
    _big("pull_version"),
    PrimaryKeyConstraint("station"),
)
"""What this hub serves; ``pull_version`` grows with all that its devices should pull."""

hub_state = Table("hub_state", metadata, _text("name"), _bytes("value"), PrimaryKeyConstraint("name"))
"""What is true of the hub itself: its incarnation."""

plans = Table(
    "plans", metadata, _text("station"), _text("version"), _text("text"), PrimaryKeyConstraint("station", "version")
)

devices = Table(
    "devices",
    metadata,
    _text("station"),
    _bytes("device"),
    _text("point"),
    _text("state"),
    _bytes("public_key"),
    _bytes("pass_key"),
    _bytes("certificate", nullable=True),
    _bytes("fingerprint"),
    _bytes("replaces", nullable=True),
    _big("enrolled_us"),
    _text("confirmed_by", nullable=True),
    _text("reason", nullable=True),
    _big("last_seen_us", nullable=True),
    _big("clock_off_us", nullable=True),
    _bytes("health", nullable=True),
    _big("clone_since_us", nullable=True),
    PrimaryKeyConstraint("station", "device"),
)
"""``state`` is pending, enrolled, revoked, retired, or forwarded (known through a hub below).

``replaces`` names the device that is retired once this one is confirmed.
"""

codes = Table(
    "codes",
    metadata,
    _text("station"),
    _bytes("id"),
    _bytes("secret_hash"),
    _text("point"),
    _bytes("replaces", nullable=True),
    _big("expires_us"),
    Column("tries", Integer, nullable=False),
    PrimaryKeyConstraint("station", "id"),
)
"""One-time codes for enrolment, hashed."""

epochs = Table(
    "epochs",
    metadata,
    _text("station"),
    _bytes("device"),
    _bytes("epoch"),
    _big("received"),
    _bytes("head"),
    _bytes("signature"),
    _big("advertised"),
    _bytes("advertised_hash", nullable=True),
    _big("safe"),
    _text("first_day"),
    _big("opened_us"),
    _bytes("parent_epoch", nullable=True),
    _big("parent_seq", nullable=True),
    _text("reason", nullable=True),
    _big("forked_us", nullable=True),
    PrimaryKeyConstraint("station", "device", "epoch"),
)
"""How far each epoch has arrived, with the device's signature over its head."""

heads = Table(
    "heads",
    metadata,
    _text("station"),
    _bytes("device"),
    _bytes("epoch"),
    _big("seq"),
    _bytes("signature"),
    PrimaryKeyConstraint("station", "device", "epoch", "seq"),
)
"""The signature of each batch, for whoever the rows are handed on to."""

entries = Table(
    "entries",
    metadata,
    _text("station"),
    _bytes("device"),
    _bytes("epoch"),
    _big("seq"),
    _bytes("id"),
    _text("kind"),
    _big("at_us"),
    _big("mono_us"),
    _bytes("boot_id"),
    _text("day"),
    _bytes("salt", nullable=True),
    _bytes("body", nullable=True),
    _bytes("digest"),
    _bytes("prev"),
    _bytes("hash"),
    PrimaryKeyConstraint("station", "device", "epoch", "seq"),
    Index("entries_by_id", "station", "device", "id"),
)
"""Every device's journal, as it was sent."""

visits = Table(
    "visits",
    metadata,
    _text("station"),
    _bytes("device"),
    _bytes("id"),
    _bytes("epoch"),
    _big("seq"),
    _text("day"),
    _text("hour"),
    _big("at_us"),
    _text("plan"),
    _text("point"),
    _text("service"),
    _text("theme", nullable=True),
    _text("kind", nullable=True),
    _text("project", nullable=True),
    _text("host", nullable=True),
    Column("people", Integer, nullable=False),
    _text("person", nullable=True),
    Column("voided", Boolean, nullable=False),
    PrimaryKeyConstraint("station", "device", "id"),
    Index(
        "visits_by_day",
        "station", "day", "voided", "point", "hour", "service", "theme", "kind", "project", "host", "people", "person",
    ),
)  # fmt: skip
"""Visits, projected from the entries; a cache that can be made again. The index holds all that a headcount asks."""

Index(
    "visits_under_unknown_plans",
    visits.c.station,
    visits.c.device,
    visits.c.plan,
    sqlite_where=visits.c.theme.is_(None),
    postgresql_where=visits.c.theme.is_(None),
)

voids = Table(
    "voids",
    metadata,
    _text("station"),
    _bytes("device"),
    _bytes("visit"),
    _bytes("epoch"),
    _text("day"),
    Column("waits", Boolean, nullable=False),
    PrimaryKeyConstraint("station", "device", "visit"),
)
"""Which visits were taken back, first in which epoch; one that arrives before its visit waits for it."""

redates = Table(
    "redates",
    metadata,
    _text("station"),
    _bytes("device"),
    _bytes("epoch"),
    _big("seq"),
    _bytes("of_epoch"),
    _big("first"),
    _big("last"),
    _text("day"),
    PrimaryKeyConstraint("station", "device", "epoch", "seq"),
)

seals = Table(
    "seals",
    metadata,
    _text("station"),
    _bytes("device"),
    _bytes("epoch"),
    _text("day"),
    _big("seq"),
    _big("last"),
    _bytes("head"),
    _big("entries"),
    _bytes("signature"),
    Column("reopened", Boolean, nullable=False),
    PrimaryKeyConstraint("station", "device", "epoch", "day"),
)
"""The newest seal of each epoch's day."""

quarantine = Table(
    "quarantine",
    metadata,
    _text("station"),
    _bytes("device"),
    _bytes("epoch"),
    _big("seq"),
    _text("day"),
    _text("reason"),
    PrimaryKeyConstraint("station", "device", "epoch", "seq"),
)
"""Rows whose chain holds and that this program can't read or count."""

write_offs = Table(
    "write_offs",
    metadata,
    _text("station"),
    _bytes("device"),
    _text("day"),
    _text("reason"),
    _text("decided_by"),
    _big("at_us"),
    PrimaryKeyConstraint("station", "device", "day"),
)

revocations = Table(
    "revocations",
    metadata,
    _text("station"),
    _text("person"),
    _text("reason"),
    _text("decided_by"),
    PrimaryKeyConstraint("station", "person"),
)

closings = Table(
    "closings",
    metadata,
    _text("station"),
    _text("day"),
    _text("asked_by"),
    _big("at_us"),
    Column("waits", Boolean, nullable=False),
    PrimaryKeyConstraint("station", "day"),
)
"""Days that a coordinator asked to be closed; one ``waits`` as long as it was not proven when it was last judged."""

statements = Table(
    "statements",
    metadata,
    _text("station"),
    _text("day"),
    Column("revision", Integer, nullable=False),
    _text("hash"),
    _bytes("file"),
    _big("issued_us"),
    PrimaryKeyConstraint("station", "day", "revision"),
)

accounts = Table(
    "accounts",
    metadata,
    _text("name"),
    _text("password_hash"),
    _text("role"),
    _big("created_us"),
    Column("failures", Integer, nullable=False),
    _big("locked_until_us", nullable=True),
    PrimaryKeyConstraint("name"),
)

sessions = Table(
    "sessions",
    metadata,
    _bytes("token_hash"),
    _text("account"),
    _text("csrf"),
    _big("created_us"),
    _big("last_used_us"),
    PrimaryKeyConstraint("token_hash"),
    ForeignKeyConstraint(["account"], ["accounts.name"], ondelete="CASCADE"),
)

SPREAD = (
    plans, devices, codes, epochs, heads, entries, visits, voids, redates, seals, quarantine, write_offs, revocations,
    closings, statements,
)  # fmt: skip
"""The tables that are spread by station; the others are small and stand on every machine."""
