"""All words of the hub's pages, in both languages, and how they write dates, times and numbers.

One table: a word that is missing in a language can't be. The words are the glossary's. An English text whose ``{n}``
may be 1 has a sister that ends in ``_one``; Chinese has no need of it.
"""

from datetime import date, datetime
from typing import Literal

from kiosk.domain.station import Name, Plan

Language = Literal["zh", "en"]

WORDS: dict[str, tuple[str, str]] = {
    # every page
    "hub": ("站务后台", "Hub"),
    "skip": ("跳到正文", "Skip to the page"),
    "today": ("今日", "Today"),
    "devices": ("设备", "Devices"),
    "other_days": ("其他日期", "Other days"),
    "stations": ("各服务站", "Stations"),
    "pages": ("页面", "Pages"),
    "other_language": ("English", "中文"),
    "log_out": ("退出", "Log out"),
    "sample": ("示例", "Sample"),
    "back": ("返回", "Back"),
    "cancel": ("取消", "Cancel"),
    "list_mark": ("、", ", "),
    "full_stop": ("。", "."),
    "not_live": (
        "与后台的连接中断，数字停在 {time}。恢复后自动更新。",
        "No connection to the hub: these numbers are as of {time}. They update by themselves once it is back.",
    ),
    # log in
    "log_in": ("登录", "Log in"),
    "log_in_lead": ("请用站长账号登录。", "Use your coordinator's account."),
    "name": ("姓名", "Name"),
    "password": ("密码", "Password"),
    "wrong_password": (
        "姓名或密码不对，请再试。连续 5 次不对，须等待后再试。",
        "Name or password is not right. Try again. After 5 tries in a row you have to wait.",
    ),
    "locked": (
        "多次不对，已暂停登录。请在 {time} 之后再试。",
        "Too many tries. Log-in is paused: try again after {time}.",
    ),
    "form_too_old": ("页面已过期，请再试一次。", "The page was too old. Please try again."),
    # what went wrong
    "not_found": ("没有这个页面", "There is no such page"),
    "not_found_say": ("请检查地址，或回到今日。", "Check the address, or go back to today."),
    "not_done": ("没有完成", "This was not done"),
    "no_statement": ("这一天没有统计凭证", "This day has no statement"),
    "no_statement_say": (
        "结束当日活动、全部锁定之后才会生成统计凭证。",
        "It is made once the day is closed and every device has sealed.",
    ),
    "too_much": ("提交的内容太大", "That was too much"),
    "too_much_say": ("请缩短后再提交。", "Shorten it and send it again."),
    # a day
    "as_of": ("截至 {time}", "as of {time}"),
    "host_is": ("今日轮值单位 {host}", "host: {host}"),
    "host_was": ("当日轮值单位 {host}", "host: {host}"),
    "n_points": ("{n} 个服务点", "{n} points"),
    "n_points_one": ("{n} 个服务点", "1 point"),
    "no_service_day": ("今天不是轮值活动日", "Today is no service day"),
    "was_no_service_day": ("这一天不是轮值活动日", "This was no service day"),
    "next_day": ("下一次：{day}，{host}", "Next: {day}, {host}"),
    "downloads": ("下载报表", "Download the report"),
    "at_least": ("至少", "at least"),
    "people": ("到访人次", "People"),
    "visits": ("签到次数", "Visits"),
    "visitors": ("持码访客", "Visitors"),
    "visits_note": ("每次签到计一次，含免码签到", "each check-in once, with or without a pass"),
    "people_note": ("各次签到的同行人数之和", "the party sizes of all visits"),
    "points_each": ("人均 {n} 个点", "{n} points each"),
    "anonymous": ("免码签到 {n} 次", "{n} visits without a pass"),
    "anonymous_one": ("免码签到 {n} 次", "1 visit without a pass"),
    "total_now": (
        "{time}：到访人次{least} {people}，签到次数{least} {visits}，持码访客{least} {visitors}。",
        "{time}: {least} {people} people, {least} {visits} visits, {least} {visitors} visitors.",
    ),
    "by_hour": ("每小时人次", "People by hour"),
    "hatched": ("斜纹：本小时未完", "Hatched: this hour is not over"),
    "hour": ("{hour} 时", "{hour}:00"),
    "the_hour": ("时段", "Hour"),
    "nobody_yet": ("还没有签到。", "Nobody has checked in yet."),
    "nobody": ("这一天没有签到。", "Nobody checked in on this day."),
    "not_over": ("（未完）", "(not over)"),
    "kinds": ("按类别", "By kind of service"),
    "party": ("党务", "Party"),
    "government": ("政务", "Government"),
    "business": ("商务", "Business"),
    "residential": ("居民", "Residential"),
    "by_point": ("各服务点", "Points"),
    "by_service": ("按服务事项", "By service"),
    "point": ("点位", "Point"),
    "theme": ("特色", "Theme"),
    "people_short": ("人次", "People"),
    "share": ("多少", "Share"),
    "journal": ("记录", "Entries"),
    "service": ("服务事项", "Service"),
    "unknown_point": ("未知点位 {id}", "Unknown point {id}"),
    # a point's journals
    "uploaded": ("已上传", "uploaded"),
    "sealed": ("已锁定", "sealed"),
    "not_uploaded": ("{n} 条未上传", "{n} not uploaded"),
    "no_device": ("没有设备", "no device"),
    "never_heard": ("从未联络", "never heard from"),
    "is_silent": ("无联络", "silent"),
    "went_without": ("不等此设备", "gone without"),
    "to_check": ("待处理", "to look at"),
    # complete or not
    "is_complete": ("完整", "Complete"),
    "is_complete_say": (
        "所有设备已锁定，数字不再变动。",
        "Every device has sealed its day. The numbers hold.",
    ),
    "is_except": ("除下列设备外完整", "Complete, except"),
    "is_except_say": (
        "以下设备经站长决定不计入；恢复后会自动补上。",
        "A coordinator decided to go without these. If one comes back, the day reopens.",
    ),
    "is_incomplete": ("尚不完整", "Not complete yet"),
    "is_incomplete_say": (
        "所缺的见上方。在此之前，每个数字都是“至少”。",
        "What is missing stands above. Until then every number is 'at least'.",
    ),
    "is_running_say": (
        "活动进行中，每个数字都是“至少”。还缺：",
        "The day is running: every number is 'at least'. Missing:",
    ),
    "lack_never_heard": ("没有收到过任何条目", "nothing has ever arrived"),
    "lack_no_device": ("当天没有登记在用的设备", "no device was in service that day"),
    "lack_not_sealed": ("尚未锁定", "not sealed yet"),
    "lack_not_received": ("有 {n} 条未上传", "{n} entries not uploaded"),
    "lack_not_received_one": ("有 {n} 条未上传", "1 entry not uploaded"),
    "lack_quarantine": ("有 {n} 条无法读取", "{n} entries can't be read"),
    "lack_quarantine_one": ("有 {n} 条无法读取", "1 entry can't be read"),
    "lack_clone": ("两台机器以同一设备上传", "two machines write as one device"),
    "lack_waiting_void": ("有 {n} 次撤销在等对应的签到", "{n} voids wait for their visits"),
    "lack_waiting_void_one": ("有 {n} 次撤销在等对应的签到", "1 void waits for its visit"),
    "lack_held": ("有 {n} 条待站长决定", "{n} entries wait for a coordinator's decision"),
    "lack_held_one": ("有 {n} 条待站长决定", "1 entry waits for a coordinator's decision"),
    "last_seen": ("最后联络 {time}", "last seen {time}"),
    "excepted": ("{reason}（{by} 决定）", "{reason} (decided by {by})"),
    "excepted_known": ("已知 {n} 条未收到", "{n} entries known to be missing"),
    "excepted_known_one": ("已知 {n} 条未收到", "1 entry known to be missing"),
    "statement": ("统计凭证", "Statement"),
    # close the day
    "close_note": (
        "全部上传后可结束当日活动，锁定数据，生成统计凭证。",
        "When all is uploaded, close the day: journals are sealed and the statement is made.",
    ),
    "close_day": ("结束当日活动", "Close the day"),
    "close_lead": (
        "每台设备会锁定当日日志。之后再有签到，会重新打开并另出修订版；已发布的数字不改。",
        "Every device seals its journal of the day. A later check-in reopens it and makes a new revision; "
        "a published number is never edited.",
    ),
    "will_seal": ("将锁定", "Will be sealed"),
    "still_missing": ("还缺", "Still missing"),
    "nothing_missing": ("没有缺少的内容。", "Nothing is missing."),
    "close_now": ("锁定 {day}", "Seal {day}"),
    "close_asked": (
        "已请各设备锁定。未联络的设备会在恢复联络后锁定。",
        "The devices were asked to seal. One that is silent seals when it is back.",
    ),
    "close_done": ("当日已完整锁定，统计凭证已生成。", "The day is sealed and complete; its statement is made."),
    "go_without": ("不等此设备", "Go without it"),
    "go_without_say": (
        "当日将标明“除此设备外完整”，并写上您的姓名与原因。",
        "The day will say 'complete, except' with this device, your name and the reason.",
    ),
    "reason": ("原因", "Reason"),
    "written_off": ("已记下：当日不等该设备。", "Noted: the day goes on without this device."),
    # other days
    "choose_day": ("选择日期", "Choose a day"),
    "date": ("日期", "Date"),
    "show": ("查看", "Show"),
    "service_days": ("轮值活动日", "Service days"),
    "host": ("轮值单位", "Host"),
    "no_days_yet": ("还没有过去的轮值活动日。", "There has been no service day yet."),
    # the same pass at two points
    "pairs": ("一分钟内出现在两个点位的签到码", "The same pass at two points within a minute"),
    "pairs_say": (
        "签到照常计入。请留意是否有人共用一张码。",
        "The visits count. Look whether people share one pass.",
    ),
    "pair": ("签到码 {person}：{first}（{first_time}），{second}（{second_time}）",
             "Pass {person}: {first} ({first_time}), {second} ({second_time})"),
    # needs attention
    "attention": ("需要处理", "Needs attention"),
    "all_well": ("一切正常，无需处理。", "All is well. Nothing needs you."),
    "hub_below": ("下级后台", "Hub below"),
    "this_station": ("服务站", "The station"),
    "since": ("{time} 起", "since {time}"),
    "look": ("查看设备", "See the device"),
    "alarm_silent": ("失去联络。", "No contact."),
    "alarm_silent_n": ("失去联络，有 {n} 条未上传。", "No contact; {n} entries not uploaded."),
    "alarm_silent_n_one": ("失去联络，有 {n} 条未上传。", "No contact; 1 entry not uploaded."),
    "do_silent": (
        "请到点位查看电源和网络。签到照常进行，联网后自动补齐，也可用 U 盘导入。",
        "Check its power and network. It goes on checking people in and catches up by itself, or by USB stick.",
    ),
    "alarm_clock": ("时钟不准。", "The clock is off."),
    "alarm_clock_n": ("时钟相差 {n} 秒。", "The clock is off by {n} s."),
    "alarm_clock_n_one": ("时钟相差 {n} 秒。", "The clock is off by 1 s."),
    "do_clock": ("请在该设备上核对日期和时间。", "Set date and time right on that device."),
    "alarm_disk": ("磁盘空间不足。", "The disk is nearly full."),
    "alarm_disk_mb": ("磁盘空间不足，剩 {n} MB。", "The disk is nearly full: {n} MB left."),
    "do_disk": ("请腾出空间；用尽后该设备会停止签到。", "Free some space: when it is used up, that device stops."),
    "alarm_camera": ("摄像头不可用。", "The camera is not available."),
    "do_camera": ("请检查连接线。读码器和点选照常可用。", "Check its cable. A reader and taps still work."),
    "alarm_fork": ("日志与后台的不一致。", "Its journal differs from the hub's."),
    "do_fork": (
        "设备会开始新纪元并补传。若再次出现，请查是否有复制的磁盘。",
        "It opens a new epoch and sends again. If it happens again, look for a copied disk.",
    ),
    "alarm_clone": ("两台机器以同一设备上传。", "Two machines write as this device."),
    "do_clone": (
        "两台都计入。请将较新的一台重新注册；在此之前当日不完整。",
        "Both are counted. Enrol the newer one anew; until then the day stays incomplete.",
    ),
    "alarm_quarantine": ("有 {n} 条条目无法读取。", "{n} entries can't be read."),
    "alarm_quarantine_one": ("有 {n} 条条目无法读取。", "1 entry can't be read."),
    "do_quarantine": (
        "条目已保存。请升级后台程序，之后自动计入。",
        "They are kept. Upgrade the hub's program, then they are counted.",
    ),
    "alarm_waiting": ("有联络，但有 {n} 条未上传。", "It has contact, but {n} entries are not uploaded."),
    "alarm_waiting_one": ("有联络，但有 {n} 条未上传。", "It has contact, but 1 entry is not uploaded."),
    "do_waiting": (
        "通常一分钟内自动补齐；若不减少，请用 U 盘导入。",
        "This mends itself within a minute. If it doesn't, bring the entries by USB stick.",
    ),
    "alarm_pending": ("新设备等待确认。", "A new device waits to be confirmed."),
    "do_pending": ("请核对两边的六位数字，再确认。", "Compare the six digits on both screens, then confirm."),
    "do_not_received": (
        "恢复联络后自动补齐，也可用 U 盘导入。若回不来，请在“结束当日活动”中写明原因，不再等它。",
        "They come once it has contact, or by USB stick. If it can't come back, go without it under 'Close the day'.",
    ),
    "do_not_sealed": (
        "恢复联络后自动锁定。若回不来，请在“结束当日活动”中写明原因，不再等它。",
        "It seals once it has contact. If it can't come back, go without it under 'Close the day'.",
    ),
    "do_waiting_void": (
        "对应的签到上传后自动处理。请看其他设备是否都已联络。",
        "It settles once the visit arrives. See that every device has contact.",
    ),
    "alarm_held": ("吊销之后又来了 {n} 条。", "{n} entries came after it was revoked."),
    "alarm_held_one": ("吊销之后又来了 {n} 条。", "1 entry came after it was revoked."),
    "do_held": ("未计入。请站长决定。", "They are not counted. A coordinator has to decide."),
    "alarm_help": ("有人请求帮助。", "Somebody asks for help."),
    "do_help": ("请派志愿者过去。", "Send a volunteer."),
    "alarm_other": ("{kind}", "{kind}"),
    "do_other": ("请查看设备。", "Look at the device."),
    # devices
    "device": ("设备", "Device"),
    "state": ("状态", "State"),
    "last_contact": ("最后联络", "Last contact"),
    "waiting": ("未上传", "Not uploaded"),
    "camera": ("摄像头", "Camera"),
    "disk": ("磁盘", "Disk"),
    "clock": ("时钟", "Clock"),
    "program": ("程序", "Program"),
    "actions": ("操作", "Actions"),
    "enrolled": ("已注册", "enrolled"),
    "pending": ("待确认", "pending"),
    "revoked": ("已吊销", "revoked"),
    "retired": ("已停用", "retired"),
    "forwarded": ("由下级后台转来", "through a hub below"),
    "is_clone": ("重复的机器", "cloned"),
    "camera_live": ("正常", "working"),
    "camera_gone": ("不可用", "not available"),
    "mb_free": ("剩 {n} MB", "{n} MB free"),
    "gb_free": ("剩 {n} GB", "{n} GB free"),
    "disk_low": ("不足", "low"),
    "clock_right": ("准确", "right"),
    "clock_off": ("差 {n} 秒", "off by {n} s"),
    "clock_untrusted": ("待核对", "to be checked"),
    "not_told": ("—", "—"),
    "no_devices": ("还没有设备。请在下面为一个点位注册设备。", "There is no device yet. Enrol one for a point below."),
    "pending_title": ("待确认的设备", "Devices to confirm"),
    "pending_say": (
        "请看设备屏幕上的六位数字是否与这里相同。不同就不要确认。",
        "Compare these six digits with those on the device's screen. If they differ, don't confirm.",
    ),
    "confirm": ("数字相同，确认", "They are the same: confirm"),
    "confirm_of": ("确认 {point} 的设备", "Confirm the device at {point}"),
    "confirmed": ("已确认。", "Confirmed."),
    "enrol_title": ("注册设备", "Enrol a device"),
    "enrol_say": (
        "为一个点位生成一次性注册码，15 分钟内有效。在设备的设置画面中扫描或输入。",
        "Makes a one-time code for a point, good for 15 minutes. Scan or type it in the device's set-up.",
    ),
    "enrol_make": ("生成注册码", "Make a code"),
    "enrol_code": ("{point} 的注册码", "Enrolment code for {point}"),
    "enrol_scan": (
        "在设备的设置画面中，把这个码对准摄像头。",
        "In the device's set-up, hold this code up to its camera.",
    ),
    "enrol_typed": ("或者输入：", "Or type this:"),
    "enrol_until": ("{time} 前有效，只能用一次。离开本页后不再显示。",
                    "Good until {time}, once. It is not shown again after you leave this page."),
    "enrol_alt": ("注册码的二维码", "Enrolment code as a QR code"),
    "enrol_next": ("设备扫描后会出现在“待确认的设备”里。", "After that the device appears under 'Devices to confirm'."),
    "revoke": ("吊销", "Revoke"),
    "revoke_say": (
        "立即生效：之后来的条目不计入，等站长决定。用于丢失或被盗的设备。",
        "At once: what it sends from now on is held. For a device that was lost or stolen.",
    ),
    "retire": ("停用", "Retire"),
    "retire_say": (
        "以后的活动日不再等这台设备。已上传的照常计入。",
        "Later days don't wait for it any more. What it has sent still counts.",
    ),
    "revoke_done": ("已吊销。", "Revoked."),
    "retire_done": ("已停用。", "Retired."),
    "of_device": ("{action}：{device}", "{action}: {device}"),
    # several stations
    "station": ("服务站", "Station"),
    "total": ("合计", "Total"),
    "total_note": (
        "持码访客按服务站分别计；同一人可能去过几个站，所以不相加。",
        "Visitors are counted at each station. One person may have been at several, so they are not added up.",
    ),
}  # fmt: skip

_HUB_BELOW = "hub"
"""Where a hub below stands, among the points of devices."""
_WEEKDAYS_ZH = "一二三四五六日"
_WEEKDAYS_EN = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS_EN = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip


class Words:
    """The words of one language: called with a key, they are filled with values."""

    def __init__(self, language: Language) -> None:
        self.language = language
        self.other: Language = "en" if language == "zh" else "zh"
        self.tag = "zh-CN" if language == "zh" else "en"
        self._column = 0 if language == "zh" else 1

    def __call__(self, key: str, **values: object) -> str:
        """Return the words for ``key``; a whole number among the values is written with thousands apart."""
        if values.get("n") == 1 and f"{key}_one" in WORDS:
            key = f"{key}_one"
        written = {name: self.number(value) if isinstance(value, int) else value for name, value in values.items()}
        return WORDS[key][self._column].format(**written)

    def english(self, key: str) -> str:
        """Return the English words, for a name that is shown in both languages."""
        return WORDS[key][1]

    def named(self, name: Name) -> str:
        """Return a name of the plan."""
        return name.zh if self.language == "zh" else name.en

    def point(self, plan: Plan, point_id: str | None) -> str:
        """Return how a point is called: its number and name."""
        point = next((one for one in plan.points if one.id == point_id), None)
        if point is None and point_id in (None, _HUB_BELOW):
            return self("this_station" if point_id is None else "hub_below")
        if point is None:
            return self("unknown_point", id=point_id)
        name = self.named(point.name)
        return f"{point.number} 号点“{name}”" if self.language == "zh" else f"Point {point.number}, {name}"

    @staticmethod
    def number(value: int) -> str:
        """Return 6200 as 6,200."""
        return f"{value:,}"

    def day(self, day: date) -> str:
        """Return 2023年3月18日, or 18 March 2023."""
        if self.language == "zh":
            return f"{day.year}年{day.month}月{day.day}日"
        return f"{day.day} {_MONTHS_EN[day.month - 1]} {day.year}"

    def weekday(self, day: date) -> str:
        """Return 星期六, or Saturday."""
        return f"星期{_WEEKDAYS_ZH[day.weekday()]}" if self.language == "zh" else _WEEKDAYS_EN[day.weekday()]

    def moment(self, moment: datetime, beside: datetime) -> str:
        """Return a time of day as 16:32, with its date before it unless that is the date of ``beside``."""
        clock = f"{moment:%H:%M}"
        if moment.date() == beside.date():
            return clock
        if self.language == "zh":
            return f"{moment.month}月{moment.day}日 {clock}"
        return f"{moment.day} {_MONTHS_EN[moment.month - 1]} {clock}"
