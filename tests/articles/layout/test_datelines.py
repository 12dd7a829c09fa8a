"""What a line says of day, time, place and source; `tests/scoring/data/dates.jsonl` has many more of them."""

from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.layout.datelines import LONGEST, read_dateline
from tests.scoring.of_dates import OURS, cases_of, found_in, is_honest, is_read_or_flagged

DAY = date(2021, 9, 12)
TRIALS = Path(__file__).parent / "trials" / "dates.jsonl"
DIGITS = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")


@pytest.mark.parametrize("case", [*cases_of(TRIALS), *cases_of(OURS)], ids=lambda case: case["line"])
def test_a_date_line_is_read_or_left_to_an_editor(case):
    assert is_read_or_flagged(case), found_in(case)
    assert is_honest(case), found_in(case)


@pytest.mark.parametrize(
    "case", [case for case in cases_of(OURS) if not case.get("may_be_flagged")], ids=lambda case: case["line"]
)
def test_the_script_of_the_digits_does_not_matter(case):
    ours, theirs = read_dateline(case["line"]), read_dateline(case["line"].translate(DIGITS))
    assert (ours.day, ours.moment, ours.confidence) == (theirs.day, theirs.moment, theirs.confidence)


@pytest.mark.parametrize(
    ("line", "day", "moment", "source"),
    [
        ("2021-09-12 00:00:00 - المصدر: العربية", DAY, None, "العربية"),
        ("2021-09-12 00:00:01", DAY, datetime(2021, 9, 12, 0, 0, 1), ""),
        ("2021-09-12 00:00", DAY, datetime(2021, 9, 12), ""),
        ("2021-09-12 - المصدر:", DAY, None, ""),
        ("٢٠٢١/٩/١٢ ١٤:٠٥ | المصدر : وكالة الأنباء", DAY, datetime(2021, 9, 12, 14, 5), "وكالة الأنباء"),
        ("الأحد، 12 سبتمبر 2021", DAY, None, ""),
        ("نشر في: 12 أيلول/سبتمبر 2021، الساعة 3:30 مساء", DAY, datetime(2021, 9, 12, 15, 30), ""),
        ("المصدر: الجزيرة", None, None, "الجزيرة"),
        ("المصدر: صدى الجسر - 12 أيلول 2021", DAY, None, "صدى الجسر"),
        ("المصدر: صدى الجسر | الكاتب: سامي", None, None, "صدى الجسر"),
        ("(المصدر: صدى الجسر)", None, None, "صدى الجسر"),
        ("بغداد (رويترز) - 12 أيلول 2021", DAY, None, "رويترز"),
    ],
)
def test_datelines(line, day, moment, source):
    dateline = read_dateline(line)
    assert (dateline.day, dateline.moment, dateline.source) == (day, moment, source)
    assert dateline.confidence >= 0.6


@pytest.mark.parametrize(
    ("line", "zone"),
    [
        ("2021-09-12T10:35:00.123456Z", UTC),
        ("2021-09-12 10:35 غرينتش", UTC),
        ("12 أيلول 2021 - GMT 10:35", UTC),
        ("2021-09-12T10:35:00-03:30", timezone(-timedelta(hours=3, minutes=30))),
        ("12 أيلول 2021، 10:35 (بتوقيت مكة المكرمة)", ZoneInfo("Asia/Riyadh")),
        ("12 أيلول 2021، 10:35 حسب توقيت بيروت", ZoneInfo("Asia/Beirut")),
        ("12 أيلول 2021، 10:35 بالتوقيت المحلي", None),
    ],
)
def test_the_zone_that_is_named_is_kept(line, zone):
    moment = read_dateline(line).moment
    assert moment == datetime(2021, 9, 12, 10, 35, moment.second, moment.microsecond, tzinfo=zone)


@pytest.mark.parametrize(
    ("line", "day", "reason"),
    [
        ("12/09/2021 - المصدر: صحيفة", None, "ambiguous-date"),
        ("12/9/21", None, "partial-date"),
        ("أيلول 2021", None, "partial-date"),
        ("منذ 3 ساعات", None, "relative-date"),
        ("12 أيلول/تشرين الأول 2021", None, "contradictory-date"),
        ("السبت 12 سبتمبر 2021", DAY, "contradictory-date"),
        ("1 محرم 1443 الموافق 12 سبتمبر 2021", DAY, "contradictory-date"),
        ("11 أيلول 2021 - 12 أيلول 2021", None, "contradictory-date"),
        ("2021-13-12", None, "unread-date"),
        ("2021-02-30 - المصدر: العربية", None, "unread-date"),
        ("0001-01-01 01:00:00", None, "unread-date"),
        ("2021-09-12 25:00:00", DAY, "unread-date"),
        ("2021-09-12 10:35 بتوقيت الضاحية", DAY, "unread-date"),
        ("12 أيلول 2021 - أحمد ناجي", DAY, "date-and-name"),
    ],
)
def test_what_is_in_doubt_is_flagged_and_proves_nothing(line, day, reason):
    dateline = read_dateline(line)
    assert (dateline.day, dateline.reason) == (day, reason)
    assert dateline.confidence < 0.6
    assert dateline.guessed


@pytest.mark.parametrize(
    ("line", "day"),
    [("الأحد 12/09/2021", DAY), ("الخميس 9/12/2021", date(2021, 12, 9)), ("09/13/2021", date(2021, 9, 13))],
)
def test_a_weekday_or_a_month_that_cannot_be_settles_the_order(line, day):
    assert read_dateline(line).day == day


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("04.03.2021", date(2021, 3, 4)),
        ("٤.٣.٢٠٢١ - المصدر: صحيفة الضفة", date(2021, 3, 4)),
        ("12.09.2021 | 14:05", DAY),
        ("5.2.1443 هـ", DAY),
    ],
)
def test_with_points_the_day_comes_first(line, day):
    """Americans write strokes or dashes between their figures: nothing about points is ambiguous."""
    dateline = read_dateline(line)
    assert (dateline.day, dateline.reason) == (day, read_dateline("12.09.2021").reason)
    assert dateline.confidence >= 0.6


@pytest.mark.parametrize("line", ["04/03/2021", "4-3-2021", "04.13.2021", "4.3.21"])
def test_other_figures_that_say_no_day_for_sure_are_flagged(line):
    dateline = read_dateline(line)
    assert dateline.day is None
    assert dateline.confidence < 0.6


@pytest.mark.parametrize("line", ["آخر تحديث: 12 أيلول 2021", "تاريخ الطباعة: 2021-09-12"])
def test_the_day_of_a_change_is_no_proof_of_the_day_of_publication(line):
    dateline = read_dateline(line)
    assert dateline.day == DAY
    assert "published_on" in dateline.guessed


def test_of_two_days_that_of_publication_counts():
    for line in (
        "نشر: 12 أيلول 2021 10:00 | آخر تحديث: 13 أيلول 2021",
        "آخر تحديث: 13 أيلول 2021 - نشر: 12 أيلول 2021",
    ):
        dateline = read_dateline(line)
        assert dateline.day == DAY
        assert not dateline.guessed


@pytest.mark.parametrize("name", ["وكالات", "مواقع", "خاص"])
def test_a_source_that_names_nobody_is_a_guess(name):
    dateline = read_dateline(f"المصدر: {name}")
    assert dateline.source == name
    assert dateline.guessed == {"publisher"}


def test_a_name_without_its_label_is_a_guess():
    assert read_dateline("صدى الجسر | 12 أيلول 2021").guessed == {"publisher"}
    assert read_dateline("المصدر: صدى الجسر - 12 أيلول 2021").guessed == frozenset()


@pytest.mark.parametrize(
    "line",
    [
        "",
        "2021-09-12 وصل الوزير إلى بغداد",
        "قال المصدر: لا نعلم" + " شيئا" * 60,
        "قال المصدر: لا نعلم",
        "مصدر: اتفاق وشيك على تشكيل الحكومة",
        "في 12 سبتمبر 2021 وصل الوزير.",
        "بايدن والكاظمي في البيت الأبيض يوم 26 يوليو 2021 (فرانس برس)",
        "عمان 7 حزيران (بترا) - وقعت الوزارتان الاتفاق",
        "حصاد العام 2021",
        "20 قتيلا في 3 أيام",
    ],
)
def test_lines_that_are_no_datelines(line):
    assert read_dateline(line) is None


@given(st.dates(date(1925, 1, 1), date(2026, 12, 31)), st.times())
def test_any_moment_is_read_back_from_iso(day, clock):
    dateline = read_dateline(f"{day.isoformat()}T{clock.isoformat()}")
    assert dateline.day == day
    moment = datetime.combine(day, clock.replace(microsecond=0))
    assert dateline.moment == (None if moment.time().isoformat() == "00:00:00" else moment)


@given(st.text(alphabet="0123456789/-.: صمأيلولسبتمبرهـ المصدر:،|()", max_size=LONGEST))
def test_nothing_breaks_the_reading(line):
    dateline = read_dateline(line)
    assert dateline is None or 0 < dateline.confidence <= 1


@pytest.mark.parametrize(
    "line",
    ["۲۱ آبان ۱۴۰۰", "دوشنبه ۱۰/خرداد/۱۴۰۰ تهران ۱۸:۲۵", "۱۳۹۸/۰۹/۱۴", "1400-03-12", "12ی ئازاری 2021", "14 جون 2022"],
)
def test_a_persian_kurdish_or_urdu_date_is_a_date_that_an_editor_reads(line):
    found = read_dateline(line)
    assert (found.day, found.reason) == (None, "unread-date")
    assert found.confidence < 0.6


@pytest.mark.parametrize("line", ["1443/02/05", "1409/02/05 هـ", "5 صفر 1400"])
def test_a_year_of_the_hijri_calendar_is_not_taken_for_one_of_the_persian(line):
    assert read_dateline(line).reason == "dateline"


def test_a_source_is_known_by_its_persian_urdu_or_kurdish_label():
    assert read_dateline("منبع: روزنامه دیار نو").source == "روزنامه دیار نو"
    assert read_dateline("ماخذ: روزنامہ سحر").source == "روزنامہ سحر"
    assert read_dateline("سەرچاوە: ڕووداو").source == "ڕووداو"
