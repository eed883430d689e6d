"""What a report says, in both languages side by side."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Literal

from kiosk.domain.station import Name

Language = Literal["zh", "en"]


def words(language: Language) -> Mapping[str, str]:
    """Return every word and sentence of a report in that language, by its key."""
    return {key: written[language == "en"] for key, written in _WORDS.items()}


def in_language(name: Name, language: Language) -> str:
    """Return the name in that language."""
    return name.en if language == "en" else name.zh


def day_written(day: date, language: Language) -> str:
    """Return ``2023年3月18日 星期六`` or ``Saturday, 18 March 2023``, whatever the machine's own language."""
    if language == "zh":
        return f"{day.year}年{day.month}月{day.day}日 星期{'一二三四五六日'[day.weekday()]}"
    return f"{_WEEKDAYS[day.weekday()]}, {day.day} {_MONTHS[day.month - 1]} {day.year}"


def moment_written(at: datetime) -> str:
    """Return ``2023-03-18 16:32``, which both languages read."""
    return f"{at:%Y-%m-%d %H:%M}"


def hour_written(hour: str, language: Language) -> str:
    """Return ``9时`` or ``09:00``."""
    return f"{int(hour)}时" if language == "zh" else f"{hour}:00"


_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)

_WORDS: Mapping[str, tuple[str, str]] = {
    "headcount": ("人数统计", "Headcount"),
    "as_of": ("截至", "as of"),
    "host": ("轮值单位", "Host"),
    "no_service_day": ("非轮值活动日", "No service day"),
    "points": ("{n} 个服务点位", "{n} points"),
    "sample": ("示例，不是真实人数", "Sample: these are not real numbers"),
    "at_least": ("至少", "at least"),
    # The numbers
    "measure.people": ("到访人次", "People"),
    "measure.visits": ("签到次数", "Visits"),
    "measure.visitors": ("持码访客", "Visitors"),
    "measure.anonymous": ("免码签到", "Anonymous check-ins"),
    "unit.people": ("人次", ""),
    "unit.visits": ("次", ""),
    "unit.visitors": ("人", ""),
    "unit.anonymous": ("次", ""),
    "meaning.people": ("每次签到的人数相加", "party sizes of all visits"),
    "meaning.visits": ("有效签到，已撤销的不计", "accepted, not taken back"),
    "meaning.visitors": ("每位持码者只计一次", "each person with a pass once"),
    "meaning.anonymous": ("未用签到码的签到", "visits without a pass"),
    "distinct": (
        "持码访客在每一行里各计一次，各行相加不等于全天。持码访客与免码签到并列，不相加。",
        "A visitor counts once in each line, so lines don't add up to the day. "
        "Visitors and anonymous check-ins stand side by side and are never added.",
    ),
    # How they are grouped
    "by.point": ("服务点位", "Point"),
    "by.hour": ("时段", "Hour"),
    "by.theme": ("特色", "Theme"),
    "by.kind": ("类别", "Kind"),
    "by.service": ("服务事项", "Service"),
    "by.project": ("项目", "Project"),
    "by.host": ("轮值单位", "Host"),
    "kind.party": ("党务", "Party affairs"),
    "kind.government": ("政务", "Government affairs"),
    "kind.business": ("商务", "Business affairs"),
    "kind.residential": ("居民", "Residential affairs"),
    "people_by_point": ("各服务点位到访人次", "People by point"),
    "people_by_hour": ("每小时到访人次", "People by hour"),
    "unfinished": ("斜纹：本小时未完", "Hatched: the hour isn't over"),
    "whole_day": ("全天", "Whole day"),
    "grouped_by": ("分类", "Grouped by"),
    "name": ("名称", "Name"),
    "id": ("编号", "Id"),
    # How much is proven
    "state.OWN": ("仅为本点位的数字", "This point's own figures"),
    "state.COMPLETE": ("完整", "Complete"),
    "state.COMPLETE EXCEPT": ("除所列设备外完整", "Complete except the devices listed"),
    "state.INCOMPLETE": ("不完整", "Incomplete"),
    "every_number": ("每个数字均为“至少”", "every number is “at least”"),
    "missing": ("缺少什么", "What is missing"),
    "reason": ("原因", "Why"),
    "last_seen": ("最后联络", "Last seen"),
    "never": ("从未联络", "never"),
    "entries": ("已知未计入的条目", "Entries known, not counted"),
    "unknown": ("未知", "unknown"),
    "device": ("设备", "Device"),
    "point_number": ("{n} 号点位", "Point {n}"),
    "lack.never_heard": ("设备从未联络", "The device was never heard of"),
    "lack.no_device": ("当天没有登记在用的设备", "No device was in service that day"),
    "lack.not_sealed": ("当天尚未锁定", "Its day isn't sealed yet"),
    "lack.not_received": ("有条目未上传", "Entries haven't arrived yet"),
    "lack.quarantine": ("有条目暂时无法读取", "Entries can't be read yet"),
    "lack.clone": (
        "两台机器用同一设备身份，待站长决定",
        "Two machines write as this device: a coordinator must decide",
    ),
    "lack.waiting_void": ("被撤销的签到尚未上传", "A visit was taken back that hasn't arrived"),
    "lack.held": ("设备停用后的条目，待站长决定", "Entries after it was revoked: a coordinator must decide"),
    "excepted": ("站长决定除外的设备", "Devices that were written off"),
    "by": ("决定人", "By"),
    # The proof
    "statement": ("统计凭证", "Statement"),
    "no_statement": ("尚未签发统计凭证", "No statement has been signed yet"),
    "no_hub": ("未连接站务后台的点位不签发统计凭证", "A kiosk without a hub signs no statement"),
    "newer": (
        "凭证签发后数字有变，本报告的数字较新。",
        "The numbers have changed since this statement was signed: the report's are newer.",
    ),
    "state": ("状态", "State"),
    "revision": ("版次", "Revision"),
    "revision_n": ("第 {n} 版", "Revision {n}"),
    "signed": ("签发时间", "Signed"),
    "hash": ("凭证 SHA-256", "Statement's SHA-256"),
    "fingerprint": ("服务站指纹", "Station's fingerprint"),
    "predecessor": ("前一份凭证 SHA-256", "Predecessor's SHA-256"),
    "first": ("无", "none"),
    "plans": ("服务站方案版本", "Plan versions"),
    "parts": ("计入的日志", "Journals that were counted"),
    "epoch": ("纪元", "Epoch"),
    "last_entry": ("最后条目", "Last entry"),
    "head": ("最后条目的哈希", "Its hash"),
    "to_check": (
        "核对：kiosk verify 凭证文件，并比对服务站指纹。",
        "To check: kiosk verify the statement's file, and compare the station's fingerprint.",
    ),
    "page": ("第 {n} 页，共 {of} 页", "Page {n} of {of}"),
}
