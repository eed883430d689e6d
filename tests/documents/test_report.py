"""The report of a day: programs that know nothing of this one read the same numbers, names and doubts in every file."""

import csv
import io
import re
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import asdict, replace
from datetime import UTC, date, datetime
from itertools import count

import openpyxl
import pytest
from openpyxl.cell import Cell
from openpyxl.workbook import Workbook

from kiosk.documents.report import Report, as_csv, as_pdf, as_xlsx
from kiosk.documents.report.contents import contents
from kiosk.documents.report.words import Language, words
from kiosk.domain.headcount import DIMENSIONS, MEASURES, Counts, Headcount
from kiosk.domain.statement import Completeness, Excepted, Lack, Missing, Part, State, Statement
from kiosk.domain.station import Kind, Name, load
from kiosk.paths import ASSETS

PLAN = load((ASSETS / "plans" / "suzhou-center.toml").read_text("utf-8"))
DAY = date(2023, 3, 18)
NOON_US = int(datetime(2023, 3, 18, 4, 30, tzinfo=UTC).timestamp()) * 1_000_000
"""12:30 at the station."""
FINGERPRINT = "f1" * 32
CHINESE = re.compile(r"[\u4e00-\u9fff]")
AT_LEAST: Mapping[Language, str] = {"zh": "至少", "en": "at least"}
LANGUAGES: list[Language] = ["zh", "en"]

COMPLETE = Completeness(State.COMPLETE)
INCOMPLETE = Completeness(
    State.INCOMPLETE,
    missing=(
        Missing("09" * 16, "P9", Lack.NOT_RECEIVED, NOON_US - 240_000_000, 17),
        Missing("0c" * 16, "P12", Lack.NEVER_HEARD, None, 0),
    ),
)
EXCEPT = Completeness(State.COMPLETE_EXCEPT, excepted=(Excepted("04" * 16, "P4", "disk broken", "coordinator 2", 3),))


def headcount(hours: tuple[str, ...] = ("09", "10", "11", "12")) -> Headcount:
    """Return a day at all 12 points in which no number comes twice, and each has a thousands separator."""
    numbers = count(1111)
    values = {
        "point": [point.id for point in PLAN.points],
        "hour": hours,
        "theme": [theme.id for theme in PLAN.themes],
        "kind": list(map(str, Kind)),
        "service": [service.id for service in PLAN.services[:40]],
        "project": [project.id for project in PLAN.projects],
        "host": ["committee-01"],
    }

    def counts() -> Counts:
        return {measure.name: next(numbers) for measure in MEASURES}

    by = {dimension.name: {value: counts() for value in values[dimension.name]} for dimension in DIMENSIONS}
    return Headcount(DAY, counts(), by)


HEADCOUNT = headcount()


def statement(completeness: Completeness, numbers: Headcount = HEADCOUNT) -> Statement:
    part = Part(
        device="01" * 16, epoch="e1" * 16, last=212, head="ad" * 32, entries=20, seal_signature=None, public_key=None
    )
    return Statement(
        station="suzhou-center",
        day=DAY.isoformat(),
        revision=2,
        state=str(completeness.state),
        numbers=numbers.as_json(),
        parts=(part,),
        missing=tuple(asdict(one) for one in completeness.missing),
        excepted=tuple(asdict(one) for one in completeness.excepted),
        plans=(PLAN.version,),
        issued_us=NOON_US + 3_600_000_000,
        predecessor="b2" * 32,
    )


def report(completeness: Completeness | None = COMPLETE, language: Language = "zh", *, signed: bool = True) -> Report:
    return Report(
        headcount=HEADCOUNT,
        plan=PLAN,
        as_of_us=NOON_US,
        completeness=completeness,
        statement=statement(completeness) if completeness is not None and signed else None,
        fingerprint=FINGERPRINT if completeness is not None else None,
        language=language,
    )


def by_poppler(tool: str, pdf: bytes, *options: str) -> str:
    command = [tool, *options, "-", *(["-"] if tool == "pdftotext" else [])]
    run = subprocess.run(command, input=pdf, capture_output=True, check=False)
    assert run.returncode == 0, run.stderr
    return run.stdout.decode()


def text_of(pdf: bytes) -> str:
    """Return the words of all pages in the order in which they were set, one space between them."""
    return " ".join(by_poppler("pdftotext", pdf, "-raw").split())


def opened(xlsx: bytes) -> Workbook:
    return openpyxl.load_workbook(io.BytesIO(xlsx))


def cells(book: Workbook) -> Iterator[Cell]:
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            yield from (cell for cell in row if isinstance(cell, Cell) and cell.value is not None)


def table(csv_file: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(csv_file.decode("utf-8-sig"), newline="")))


def numbers_in(headcount: Headcount) -> Iterator[int]:
    yield from headcount.total.values()
    for groups in headcount.by.values():
        for counts in groups.values():
            yield from counts.values()


# The numbers, as others read them


def test_the_workbook_holds_every_number_as_a_number() -> None:
    found = [cell.value for cell in cells(opened(as_xlsx(report())))]
    assert set(numbers_in(HEADCOUNT)) <= {value for value in found if isinstance(value, int)}


def test_the_workbook_draws_the_people_by_point_and_by_hour() -> None:
    book = opened(as_xlsx(report()))
    drawn = []
    for sheet in book.worksheets[:2]:
        [chart] = sheet._charts  # type: ignore[attr-defined]
        where = chart.series[0].val.numRef.f.split("!")[1].replace("$", "")
        drawn.append([cell.value for [cell] in sheet[where]])
    assert drawn == [[counts["people"] for counts in HEADCOUNT.by[name].values()] for name in ("point", "hour")]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_pages_hold_every_number_but_those_of_the_one_host_and_hours_as_bars(language: Language) -> None:
    found = set(re.findall(r"\d{1,3}(?:,\d{3})+", text_of(as_pdf(report(language=language)))))
    by = {name: groups for name, groups in HEADCOUNT.by.items() if name not in ("host", "hour")}
    printed = set(numbers_in(replace(HEADCOUNT, by=by))) | {each["people"] for each in HEADCOUNT.by["hour"].values()}
    assert found == {f"{number:,}" for number in printed}


def test_the_csv_holds_every_number_and_how_far_it_can_be_trusted() -> None:
    rows = table(as_csv(report(INCOMPLETE)))
    found = {int(row[measure.name]) for row in rows for measure in MEASURES}
    assert found == set(numbers_in(HEADCOUNT))
    beside = {(row["state"], row["as_of"], row["statement"]) for row in rows}
    assert beside == {("INCOMPLETE", "2023-03-18T12:30+08:00", statement(INCOMPLETE).hash)}


# "At least"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("completeness", [INCOMPLETE, EXCEPT], ids=lambda one: str(one.state))
def test_at_least_stands_beside_every_number_of_a_day_that_is_not_complete(
    completeness: Completeness, language: Language
) -> None:
    told, at_least = report(completeness, language), AT_LEAST[language]

    assert {row["bound"] for row in table(as_csv(told))} == {at_least}

    numbers = set(numbers_in(HEADCOUNT))
    shown = [cell for cell in cells(opened(as_xlsx(told))) if cell.value in numbers]
    assert [cell.coordinate for cell in shown if at_least not in cell.number_format] == []

    said = text_of(as_pdf(told))
    assert re.findall(rf"(?<!{at_least} )(?<![\d,])\d{{1,3}}(?:,\d{{3}})+", said) == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("completeness", [COMPLETE, None], ids=["complete", "own"])
def test_at_least_stands_nowhere_on_a_complete_day_and_on_a_kiosk_of_its_own(
    completeness: Completeness | None, language: Language
) -> None:
    told, at_least = report(completeness, language), AT_LEAST[language]

    assert {row["bound"] for row in table(as_csv(told))} == {""}
    found = list(cells(opened(as_xlsx(told))))
    assert [cell.coordinate for cell in found if at_least in cell.number_format or at_least in str(cell.value)] == []
    assert at_least not in text_of(as_pdf(told))


# Names


def test_an_english_report_has_no_chinese_and_all_names() -> None:
    told = replace(report(INCOMPLETE, "en"))
    written = " ".join(str(cell.value) for cell in cells(opened(as_xlsx(told))))
    for said in (text_of(as_pdf(told)), written):
        assert CHINESE.findall(said) == []
        assert [point.name.en for point in PLAN.points if point.name.en not in said] == []
        assert "Saturday, 18 March 2023" in said
        assert PLAN.station.name.en in said


def test_a_chinese_report_has_the_chinese_names() -> None:
    told = report()
    written = "".join(str(cell.value) for cell in cells(opened(as_xlsx(told))))
    page = text_of(as_pdf(told))
    for said in (page.replace(" ", ""), written.replace(" ", "")):  # where Chinese meets digits there is a gap
        assert [point.name.zh for point in PLAN.points if point.name.zh not in said] == []
        assert "2023年3月18日星期六" in said
        assert PLAN.station.name.zh in said


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_number_stands_with_its_name(language: Language) -> None:
    said, told = words(language), report(language=language)
    page = text_of(as_pdf(told))
    rows = [[cell.value for cell in row] for row in opened(as_xlsx(told)).worksheets[0].iter_rows()]
    for measure in MEASURES:
        name, number = said[f"measure.{measure.name}"], HEADCOUNT.total[measure.name]
        assert f"{name} {number:,}" in page
        assert any(row[:2] == [name, number] for row in rows)


def test_both_languages_have_a_word_for_all_there_is() -> None:
    """A state, lack, kind or number that is new to the product has a word here before it reaches a report."""
    wanted = {
        *(f"{what}.{measure.name}" for measure in MEASURES for what in ("measure", "unit", "meaning")),
        *(f"by.{dimension.name}" for dimension in DIMENSIONS),
        *(f"kind.{kind}" for kind in Kind),
        *(f"state.{state}" for state in State),
        *(f"lack.{lack}" for lack in Lack),
    }
    for language in LANGUAGES:
        said = words(language)
        assert wanted - set(said) == set()
        assert [key for key, word in said.items() if not word and not key.startswith("unit.")] == []
    not_used = ("来访", "通行码", "封存", "终端", "数据同步")
    assert [word for word in words("zh").values() if any(bad in word for bad in not_used)] == []


def test_a_sample_plan_says_that_its_numbers_are_not_real() -> None:
    real = replace(report(), plan=PLAN.model_copy(update={"sample": False}))
    assert words("zh")["sample"] in text_of(as_pdf(report()))
    assert words("zh")["sample"] not in text_of(as_pdf(real))


# What is missing, and the proof


def test_what_is_missing_is_listed_with_point_last_contact_and_entries() -> None:
    said = text_of(as_pdf(report(INCOMPLETE, "en")))
    assert "Point 9 Finance Entries haven't arrived yet 2023-03-18 12:26 17" in said
    assert "Point 12 Volunteering The device was never heard of never" in said

    sheet = opened(as_xlsx(report(INCOMPLETE, "en")))["Statement"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(max_col=5)]
    [[_, entries, last_seen, *rest]] = [row for row in rows if row[0] == "Point 9 Finance"]
    assert (entries, f"{last_seen:%Y-%m-%d %H:%M}", *rest) == (
        17,
        "2023-03-18 12:26",
        "09" * 16,
        "Entries haven't arrived yet",
    )


def test_what_was_written_off_is_listed_with_who_and_why() -> None:
    assert "Point 4 Company services disk broken coordinator 2 3" in text_of(as_pdf(report(EXCEPT, "en")))

    sheet = opened(as_xlsx(report(EXCEPT, "en")))["Statement"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(max_col=5)]
    assert ["Point 4 Company services", 3, "coordinator 2", "04" * 16, "disk broken"] in rows


def test_hash_and_fingerprint_stand_at_the_foot_of_every_page() -> None:
    pdf = as_pdf(report())
    pages = by_poppler("pdftotext", pdf, "-raw").split("\f")[:-1]
    feet = [page.replace("\n", "")[-400:] for page in pages]
    assert [n for n, foot in enumerate(feet) if statement(COMPLETE).hash not in foot or FINGERPRINT not in foot] == []


def test_the_statement_stands_on_the_last_sheet() -> None:
    sheet = opened(as_xlsx(report(language="en"))).worksheets[-1]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(max_col=4)]
    signed = statement(COMPLETE)
    for fact in (signed.hash, FINGERPRINT, signed.predecessor, PLAN.version, "Revision 2", "Complete"):
        assert any(row[1] == fact for row in rows), fact
    assert ["01" * 16, 212, "e1" * 16, "ad" * 32] in rows


def test_numbers_that_changed_since_the_statement_are_told() -> None:
    late = replace(HEADCOUNT, total={**HEADCOUNT.total, "people": 5})
    newer = replace(report(language="en"), statement=statement(COMPLETE, late))
    for told, is_newer in ((report(language="en"), False), (newer, True)):
        assert (words("en")["newer"] in text_of(as_pdf(told))) is is_newer
        said = [cell.value for cell in cells(opened(as_xlsx(told)))]
        assert (words("en")["newer"] in said) is is_newer


def test_a_kiosk_without_a_hub_says_that_the_figures_are_its_own() -> None:
    own = report(None, "en")
    assert "This point's own figures" in text_of(as_pdf(own))
    assert "This point's own figures" in str(opened(as_xlsx(own)).worksheets[0]["A3"].value)


def test_a_point_without_visits_counts_as_none_for_a_station_and_is_unknown_to_a_lone_kiosk() -> None:
    only = replace(HEADCOUNT, by={**HEADCOUNT.by, "point": {"P3": HEADCOUNT.by["point"]["P3"]}})
    station = contents(replace(report(), headcount=only))
    assert [line.counts["people"] > 0 for line in station.points] == [n == 3 for n in range(1, 13)]
    alone = contents(replace(report(None), headcount=only))
    assert [line.id for line in alone.points] == ["P3"]


# Hours


def test_hours_run_on_past_midnight_and_those_without_visits_are_there() -> None:
    told = contents(replace(report(), headcount=headcount(hours=("00", "02", "22"))))
    assert [line.id for line in told.hours] == ["22", "23", "00", "01", "02"]
    assert [line.counts["people"] > 0 for line in told.hours] == [True, False, True, False, True]


def test_the_hour_that_goes_on_is_hatched() -> None:
    assert [line.id for line in contents(report()).hours if line.is_unfinished] == ["12"]
    assert words("en")["unfinished"] in text_of(as_pdf(report(language="en")))

    next_day = replace(report(language="en"), as_of_us=NOON_US + 86_400_000_000)
    assert [line for line in contents(next_day).hours if line.is_unfinished] == []
    assert words("en")["unfinished"] not in text_of(as_pdf(next_day))


# The files themselves


@pytest.mark.parametrize("file", [as_csv, as_xlsx, as_pdf])
def test_the_same_report_gives_the_same_bytes(file: object) -> None:
    assert callable(file)
    assert file(report(INCOMPLETE)) == file(report(INCOMPLETE))


def test_files_are_dated_by_the_report_and_not_by_the_clock() -> None:
    """Else the same report would give other bytes tomorrow."""
    assert f"{opened(as_xlsx(report())).properties.created:%Y-%m-%d %H:%M}" == "2023-03-18 04:30"
    assert "Sat Mar 18" in by_poppler("pdfinfo", as_pdf(report()))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("completeness", [COMPLETE, INCOMPLETE, EXCEPT], ids=lambda one: str(one.state))
def test_a_full_day_fits_on_two_a4_pages_with_its_fonts_inside(completeness: Completeness, language: Language) -> None:
    pdf = as_pdf(report(completeness, language))
    about = by_poppler("pdfinfo", pdf)
    assert re.search(r"^Pages: +2$", about, re.MULTILINE)
    assert "(A4)" in about
    fonts = by_poppler("pdffonts", pdf).splitlines()[2:]
    assert fonts
    assert [font for font in fonts if not re.search(r" yes +yes +yes +\d+ +\d+$", font)] == []


def test_a_day_without_any_visit_can_be_reported() -> None:
    nobody = dict.fromkeys((measure.name for measure in MEASURES), 0)
    empty = Headcount(DAY, nobody, {dimension.name: {} for dimension in DIMENSIONS})
    told = replace(report(None, "en"), headcount=empty)
    assert "People 0" in text_of(as_pdf(told))
    assert 0 in [cell.value for cell in cells(opened(as_xlsx(told)))]
    assert len(table(as_csv(told))) == 1


@pytest.mark.parametrize("formula", ["=1+1", "+3", "-2", "@sum", "＝1+1", "\t=1"])
def test_nothing_in_the_workbook_is_taken_for_a_formula(formula: str) -> None:
    name = Name.model_construct(zh=formula, en=formula)
    point = PLAN.point("P4").model_copy(update={"name": name})
    by = {**HEADCOUNT.by, "service": {formula: HEADCOUNT.total}}
    off = Completeness(State.COMPLETE_EXCEPT, excepted=(Excepted("04" * 16, "", formula, formula, 0),))
    told = replace(
        report(off),
        headcount=replace(HEADCOUNT, by=by),
        plan=PLAN.model_copy(update={"points": (*PLAN.points[:3], point, *PLAN.points[4:])}),
    )
    found = list(cells(opened(as_xlsx(told))))
    assert [cell.coordinate for cell in found if cell.data_type == "f"] == []
    risky = ("=", "+", "-", "@", "＝", "\t")
    assert [cell.value for cell in found if isinstance(cell.value, str) and cell.value.startswith(risky)] == []
    assert f"'{formula}".encode() in as_csv(told)


def test_the_sheets_print_on_a4_and_keep_their_heads_in_sight() -> None:
    for sheet in opened(as_xlsx(report())).worksheets:
        assert sheet.page_setup.paperSize == 9
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.page_setup.fitToHeight == 0, "as many pages as it takes, each as wide as the sheet"
        assert sheet.freeze_panes is not None


def test_columns_are_wide_enough_for_chinese() -> None:
    sheet = opened(as_xlsx(report())).worksheets[0]
    longest = max(2 * len(point.name.zh) for point in PLAN.points)
    assert sheet.column_dimensions["A"].width > longest
