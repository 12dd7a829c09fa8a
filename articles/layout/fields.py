"""Facts that a file gives by name, one a line: «العنوان: …», «التاريخ: …», "Source: …". Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

from articles.arabic import plain
from articles.layout.lines import Line
from articles.layout.words import listed

FIELDS = {
    "headline": listed(
        """
        العنوان، عنوان، عنوان الخبر، عنوان المقال، عنوان المادة، العنوان الرئيسي، الموضوع، عنوان التقرير، title،
        headline، heading
        """
    ),
    "publisher": listed(
        """
        المصدر، مصدر الخبر، مصدر المقال، مصدر المادة، الصحيفة، اسم الصحيفة، الجريدة، اسم الجريدة، المجلة،
        الوكالة، القناة، الناشر، جهة النشر، الجهة الناشرة، الجهة، الوسيلة، الوسيلة الإعلامية، اسم الموقع، الموقع،
        منبع، ماخذ، سەرچاوە، source، publisher، newspaper، publication، outlet، agency، magazine، published by، site
        """
    ),
    "date": listed(
        """
        التاريخ، تاريخ، تاريخ النشر، تاريخ الخبر، تاريخ المقال، تاريخ المادة، يوم النشر، نشر في، نشر بتاريخ،
        الوقت، الساعة، وقت النشر، تاريخ الإضافة، date، published، publication date، published on،
        date published، time، posted، posted on
        """
    ),
    "writer": listed(
        """
        الكاتب، الكاتبة، اسم الكاتب، المؤلف، المؤلفة، المحرر، المحررة، المراسل، المراسلة، الصحفي، الصحفية،
        الصحافي، الصحافية، كاتب المقال، كاتب الخبر، بقلم، المترجم، نویسنده، خبرنگار، نووسەر، author، writer،
        by، byline، reporter،
        journalist، editor، translator
        """
    ),
    "url": listed(
        """
        الرابط، رابط، رابط الخبر، رابط المقال، رابط المادة، الرابط الإلكتروني، عنوان الصفحة، عنوان الويب، url،
        link، address، web address، permalink
        """
    ),
    "text": listed(
        """
        النص، نص، نص الخبر، نص المقال، نص المادة، المتن، متن الخبر، الخبر، المحتوى، التفاصيل، تفاصيل الخبر،
        النص الكامل، text، body، content، full text، article، story
        """
    ),
    "other": listed(
        """
        القسم، التصنيف، الباب، الزاوية، الصفحة، رقم الصفحة، العدد، رقم العدد، رقم القصاصة، الرقم، رقم الخبر،
        رقم المادة، اللغة، البلد، الدولة، المكان، النوع، نوع المادة، المدينة، الملف، section، page،
        issue، language، country، type، id، number، place، city، category، edition
        """
    ),
}
NAMES = {label: name for name, labels in FIELDS.items() for label in labels}
LONGEST_LABEL = 30
FIELD = re.compile(rf"([^:：=|\t]{{1,{LONGEST_LABEL}}}?)(?:[:：=|\t]|\s[-–—]\s)\s*(.*)", re.DOTALL)
SEPARATOR = re.compile(r"[:：=|\t]|\s[-–—]\s")
# Of text with marks: «**العنوان:** …»
MARKS = " \t*_#"
ADDRESS = re.compile(r"https?://[^\s/]+(/\S*)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Field:
    """One fact: `name` is a key of `FIELDS`; `value` is empty where it stands in the next line."""

    name: str
    value: str


def read_field(line: Line) -> Field | None:
    match = FIELD.match(line.text) if SEPARATOR.search(line.text, 1, LONGEST_LABEL + 3) else None
    name = NAMES.get(plain(match[1])) if match else None
    if not match or not name:
        return None
    value = match[2].strip(MARKS)
    if name == "publisher" and ADDRESS.fullmatch(value):
        return Field("other", value)
    return Field(name, value)


def is_article_address(address: str) -> bool:
    """Whether an address leads further than to a site's front page."""
    match = ADDRESS.fullmatch(address)
    return bool(match and (match[1] or "/").strip("/"))
