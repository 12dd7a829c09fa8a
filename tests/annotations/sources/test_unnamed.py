"""Words that describe a source and name nobody: they get no entry, so that nobody is joined with somebody else."""

from __future__ import annotations

import pytest

from annotations.sources.unnamed import is_unnamed


@pytest.mark.parametrize(
    "marked",
    [
        "مصدر أمني",
        "لمصدر أمني",
        "ومصدر حكومي",
        "المصدر نفسه",
        "مصدر دبلوماسي مطّلع، طلب عدم كشف اسمه",
        "مصادر",
        "مصادر أمنية",
        "مسؤول أميركي رفيع",
        "مسؤول رفيع المستوى",
        "المسؤول الأميركي",
        "مسؤولان أميركيان",
        "مسؤول في وزارة الصحة",
        "مسؤول بوزارة الدفاع",
        "مسؤول طلب عدم كشف اسمه",
        "وزير سابق",
        "قيادي في حركة حماس",
        "ضابط كبير في الجيش",
        "متحدث حكومي",
        "خبير اقتصادي",
        "شهود عيان",
        "أحد سكان الحي",
        "عدد من الناشطين",
        "شخص مقرب من الرئيس",
        "رجل في الخمسين من عمره",
        "a security source",
        "senior US officials",
        "an official in the ministry of health",
        "sources familiar with the matter",
    ],
)
def test_a_description_names_nobody(marked: str) -> None:
    assert is_unnamed(marked)


@pytest.mark.parametrize(
    "marked",
    [
        "",
        "كاظم الفرطوسي",
        "علي",
        "سامي الجندي",
        "المسؤول الأميركي جون كيربي",
        "الخبير الاقتصادي علي حسين",
        "خبير الاقتصاد علي حسين",
        "النائب علي فاضل",
        "النائب المالكي",
        "ناشط مدني يدعى علي",
        "مسؤول الحشد الشعبي كاظم الفرطوسي",
        "الرئيس",
        "رئيس البلدية",
        "وزير الصحة",
        "قائد الجيش",
        "المتحدث باسم الوزارة",
        "وزارة الصحة",
        "وكالة رويترز",
        "John Smith",
        "US official John Kirby",
        "Defence Ministry",
    ],
)
def test_a_name_or_an_office_is_no_description(marked: str) -> None:
    assert not is_unnamed(marked)
