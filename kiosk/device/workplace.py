"""Which plan, point, keys and journal a data folder stands for."""

from dataclasses import dataclass
from pathlib import Path

from kiosk import paths
from kiosk import settings as settings_file
from kiosk.device import pulled as pulled_file
from kiosk.device.front_desk import Post
from kiosk.domain.station import Plan, load
from kiosk.errors import BadUsage
from kiosk.keys import Issuer, IssuerKey, Issuers
from kiosk.keys.device import DeviceKey
from kiosk.settings import Settings

SAMPLE_PLAN = "suzhou-center"
ISSUER_KEY = Path("keys", "issuer.pem")
ISSUERS = Path("keys", "issuers")
DEVICE_KEY = Path("keys", "device.pem")


@dataclass(frozen=True, slots=True)
class Workplace:
    """A kiosk's data folder, read."""

    folder: Path
    settings: Settings
    plan: Plan
    point: str
    is_sample: bool
    """Whether the sample plan is used for want of settings: nothing is counted as real then."""
    revoked: frozenset[str] = frozenset()
    """Persons whose passes a hub said are accepted no longer."""

    @property
    def journal_folder(self) -> Path:
        """Where the journal lies; what happens on the sample is kept apart from anything real."""
        return journal_folder(self.folder, is_sample=self.is_sample)

    def post(self) -> Post:
        """Return the front desk's post, with the keys that are trusted now.

        Raises:
            KioskError: a file among the keys is no public key.
        """
        return Post(
            plan=self.plan,
            point=self.point,
            issuers=Issuers.load(self.folder / ISSUERS),
            repeat_after_s=self.settings.repeat_after_min * 60,
            floor_bytes=self.settings.free_floor_mb * 1_000_000,
            ballast_bytes=self.settings.ballast_mb * 1_000_000,
            key=DeviceKey.load_or_make(self.folder / DEVICE_KEY),
            revoked=self.revoked,
        )


def open_workplace(folder: Path, plan: str | None = None, point: str | None = None) -> Workplace:
    """Return what the data folder stands for.

    ``plan`` and ``point`` win over all; what a hub gave comes next for the plan, the settings for the point.

    Raises:
        BadUsage: the settings or the plan hold mistakes, or the point isn't in the plan; all are named.
    """
    settings = settings_file.read(folder)
    pulled = pulled_file.read(folder)
    if plan is None and pulled is not None and pulled.plan is not None:
        read, is_sample = load(pulled.plan), False
    else:
        named = plan or settings.plan
        read, is_sample = load(_plan_text(named or SAMPLE_PLAN, Path.cwd() if plan else folder)), named is None
    chosen = point or settings.point or (pulled.point if pulled is not None else None) or read.points[0].id
    read.point(chosen)
    return Workplace(folder, settings, read, chosen, is_sample, frozenset(pulled.revoked if pulled else ()))


def journal_folder(folder: Path, *, is_sample: bool = False) -> Path:
    """Return where the journal of a data folder lies."""
    return folder / "sample" / "journal" if is_sample else folder / "journal"


def read_plan(named: str) -> Plan:
    """Return the plan of that file, or the one that ships under that name.

    Raises:
        BadUsage: there is none, or it holds mistakes; all are named.
    """
    return load(_plan_text(named, Path.cwd()))


def _plan_text(named: str, where: Path) -> str:
    shipped = paths.ASSETS / "plans" / f"{named}.toml"
    file = shipped if shipped.parent == paths.ASSETS / "plans" and shipped.is_file() else where / named
    try:
        return file.read_text("utf-8")
    except OSError as cause:
        known = ", ".join(sorted(plan.stem for plan in (paths.ASSETS / "plans").glob("*.toml")))
        raise BadUsage(
            f"There is no plan {named!r} ({cause.strerror}: {file}). Give a TOML file, or the name of one that ships: "
            f"{known}."
        ) from None
    except UnicodeDecodeError as cause:
        raise BadUsage(f"{file} is no text in UTF-8 ({cause}). Save it as UTF-8.") from None


def make_issuer_key(folder: Path) -> IssuerKey:
    """Make the key that signs passes and trust it in this folder.

    Raises:
        KeyUnusable: the folder has one already.
    """
    key = IssuerKey.new()
    key.save(folder / ISSUER_KEY)
    trust(folder, key.issuer)
    return key


def load_issuer_key(folder: Path) -> IssuerKey:
    """Return the key that signs passes here.

    Raises:
        KeyUnusable: there is none, or it can't be used.
    """
    return IssuerKey.load(folder / ISSUER_KEY)


def trust(folder: Path, issuer: Issuer) -> None:
    """Accept passes of this issuer in the folder, from the next start on."""
    (folder / ISSUERS).mkdir(parents=True, exist_ok=True)
    (folder / ISSUERS / f"{issuer.id.hex()}.pem").write_bytes(issuer.pem)
