"""The words by which the recogniser knows the parts of a news page, as `plain` leaves them.

Adding an outlet's habit is adding a word here.
"""

import re

from articles.arabic import fold

NOT_WORD = re.compile(r"[\W_]")


class _Letters(dict[int, str]):
    """What `plain` makes of each code point, worked out when it is first met."""

    def __missing__(self, code: int) -> str:
        self[code] = NOT_WORD.sub(" ", fold(chr(code)))
        return self[code]


_letters = _Letters()


def plain(text: str) -> str:
    """The words alone, folded: without punctuation, brackets and ornaments around them."""
    return " ".join(text.translate(_letters).split())


def plain_set(*words: str) -> frozenset[str]:
    return frozenset(plain(word) for word in words)


# A line that is one of these and nothing else marks the place of an advertisement.
ADVERTISEMENTS = plain_set(
    "إعلان",
    "الإعلان",
    "إعلانات",
    "مادة إعلانية",
    "مساحة إعلانية",
    "فاصل إعلاني",
    "محتوى إعلاني",
    "محتوى ممول",
    "محتوى دعائي",
    "مادة دعائية",
    "إعلان ممول",
    "إعلان مدفوع",
    "advertisement",
    "advertisements",
    "advertising",
    "sponsored",
    "sponsored content",
)

# Who or what is credited for a picture.
PICTURE_CREDITS = plain_set(
    "فرانس برس",
    "أ ف ب",
    "أف ب",
    "رويترز",
    "أسوشيتد برس",
    "أسوشييتد برس",
    "أسوشيتدبرس",
    "أ ب",
    "الأناضول",
    "د ب أ",
    "شينخوا",
    "سبوتنيك",
    "تاس",
    "غيتي",
    "غيتي إيماجز",
    "جيتي",
    "أرشيفية",
    "أرشيف",
    "من الأرشيف",
    "الأرشيف",
    "وكالات",
    "الوكالات",
    "مواقع التواصل",
    "تويتر",
    "فيسبوك",
    "إنترنت",
    "الإنترنت",
    "getty",
    "getty images",
    "afp",
    "reuters",
    "ap",
    "epa",
    "anadolu",
    "archive",
    "file photo",
)

# A line that begins so, before a colon, describes a picture.
CAPTION_OPENINGS = plain_set("صورة", "الصورة", "تصوير", "في الصورة", "صورة أرشيفية", "photo", "image")

# A short line that begins so says who wrote.
BYLINE_OPENINGS = plain_set(
    "كتب",
    "كتبت",
    "كتبه",
    "بقلم",
    "تحرير",
    "ترجمة",
    "إعداد",
    "تقرير",
    "متابعة",
    "by",
    "written by",
)

# A short line that begins so belongs to the page around the article.
FURNITURE_OPENINGS = plain_set(
    "اقرأ أيضا",
    "اقرأ المزيد",
    "إقرأ أيضا",
    "شاهد أيضا",
    "مواضيع ذات صلة",
    "أخبار ذات صلة",
    "تابعونا",
    "تابعنا",
    "اشترك",
    "شارك",
    "مشاركة",
    "حقوق النشر",
    "جميع الحقوق محفوظة",
    "read more",
    "read also",
    "follow us",
    "share",
    "copyright",
)

_MONTHS = (
    ("يناير", "كانون الثاني", "جانفي"),
    ("فبراير", "شباط", "فيفري"),
    ("مارس", "آذار"),
    ("أبريل", "نيسان", "أفريل"),
    ("مايو", "أيار", "ماي"),
    ("يونيو", "حزيران", "يونيه", "جوان"),
    ("يوليو", "تموز", "يوليه", "جويلية"),
    ("أغسطس", "آب", "أوت"),
    ("سبتمبر", "أيلول"),
    ("أكتوبر", "تشرين الأول"),
    ("نوفمبر", "تشرين الثاني"),
    ("ديسمبر", "كانون الأول"),
)
MONTHS = {plain(name): number for number, names in enumerate(_MONTHS, start=1) for name in names}
WEEKDAYS = plain_set("الأحد", "الاثنين", "الثلاثاء", "الأربعاء", "الخميس", "الجمعة", "السبت")


def opens_with(key: str, openings: frozenset[str], *, most_words: int = 3) -> bool:
    """Whether plain text begins with one of the openings, as whole words."""
    words = key.split(" ", most_words)
    return any(" ".join(words[:count]) in openings for count in range(1, most_words + 1))
