"""Marked words that describe who speaks and name nobody: «مصدر أمني», «مسؤول أميركي رفيع». Pure.

As an entry of the registry they would join people who have nothing to do with each other.
"""

from __future__ import annotations

import re

from annotations.sources.naming import END_OF_NAME, bare_forms, is_arabic
from articles.arabic import fold, search_key


def _folded(words: str) -> frozenset[str]:
    return frozenset(fold(words).split())


# Never followed by a name.
SOURCES = _folded(
    "مصدر مصادر مصدران مصدرين شهود شاهد أحد إحدى بعض عدد مجموعة جهة جهات أوساط دوائر مقرب مقربون مقربين مطلع مطلعون "
    "مطلعين"
)
# Followed by a name or by what describes somebody.
ROLES = _folded(
    "مسؤول مسؤولة مسؤولون مسؤولين مسؤولان مسؤولتان مسؤولات مسئول مسئولون مسئولين دبلوماسي دبلوماسية دبلوماسيون "
    "دبلوماسيين قيادي قيادية قياديون قياديين ضابط ضابطة ضباط عسكري عسكريون عسكريين جندي جنود مقاتل مقاتلون مقاتلين "
    "خبير خبيرة خبراء محلل محللة محللون محللين مراقب مراقبون مراقبين ناشط ناشطة ناشطون ناشطين نشطاء معارض معارضون "
    "معارضين مواطن مواطنة مواطنون مواطنين طبيب طبيبة أطباء ممرض ممرضة موظف موظفة موظفون موظفين نواب مستشار مستشارون "
    "عضو أعضاء سياسي سياسيون سياسيين صحافي صحافيون صحافيين صحفي صحفيون متحدث ناطق شخص أشخاص شخصية رجل رجال امرأة نساء "
    "سيدة شاب شابة شبان شباب فتاة طالب طالبة طلاب تاجر تجار سائق سائقون نازح نازحة نازحون نازحين لاجئ لاجئة لاجئون "
    "لاجئين ناج ناجون ناجين متظاهر متظاهرون متظاهرين محتج محتجون محتجين سكان أهالي أقارب قريب والد والدة أم أب جار "
    "جيران زعماء شيوخ وجيه وجهاء قادة باحث باحثة باحثون باحثين أستاذ محام محامي محامية محامون اقتصادي اقتصاديون مزارع "
    "مزارعون عامل عمال معلم معلمة معلمون متطوع متطوعون مسعف مسعفون"
)
# One of many where an adjective follows («وزير سابق»); without one the office is as good as a name.
OFFICES = _folded("وزير وزيرة رئيس رئيسة مدير مديرة قائد زعيم شيخ نائب نائبة سفير سفيرة محافظ قاض قاضي لواء عميد عقيد")
ADJECTIVES = _folded(
    "رفيع رفيعة كبير كبيرة كبار بارز بارزة سابق سابقة سابقون سابقين سابقان مطلع مطلعة مطلعون مطلعين موثوق موثوقة خاص "
    "خاصة مجهول مجهولة حالي حالية مسؤول مسؤولة قريب قريبة مقرب مقربة مقربون مقربين متخصص متخصصة مختص مختصة متقاعد "
    "متقاعدة مستقل مستقلة آخر آخرون آخرين أخرى عدة متعددة متطابقة متقاطعة عيان نفسه نفسها ذاته ذاتها مستوى شاب مسن "
    "مسنة كثيرون عديدون محايد معني معنية معنيون مشارك مشاركون معارض معارضة متابع متابعة مواكب غربيون عربيون أمنيون "
    "ثان ثالث"
)
# From there on somebody is described to the end: «مسؤول في وزارة الصحة».
DESCRIBING = _folded(
    "في من لدى داخل ب بال عن مع قرب قرب طلب طلبت طلبوا رفض رفضت رفضوا فضل فضلت لم لا تحدث تحدثت اشترط اشترطت كان كانت "
    "يعمل تعمل مقيم مقيمة ممن الذي التي المستوى"
)
# Somebody is named in the end.
NAMING = _folded("يدعى تدعى يسمى تسمى هو هي وهو وهي")
# Names that end as adjectives do.
NAMES_IN_YA = _folded(
    "علي مهدي فوزي شوقي حلمي رشدي لطفي صبري فهمي هادي رمزي وهبي سامي ناجي راضي قاضي شكري فتحي مجدي حمدي يسري بدري "
    "حسني عدلي نوري زكي تقي نقي رضي غازي هاني شاكري وصفي صفي حجي بيومي عوني سعدي نجمي خيري صدقي عزمي مرعشي عبادي "
    "مالكي سيستاني خميني خامنئي"
)
# Definite adjectives of peoples and offices; family names look like them: «المسؤول الأميركي», «النائب المالكي».
OF_A_PEOPLE_OR_OFFICE = _folded(
    "عراقي سوري لبناني أردني فلسطيني مصري سعودي كويتي إماراتي قطري بحريني عماني يمني ليبي تونسي جزائري مغربي سوداني "
    "موريتاني صومالي تركي إيراني كردي أميركي أمريكي بريطاني فرنسي ألماني روسي صيني إسرائيلي أوروبي أوكراني هندي "
    "باكستاني أفغاني إيطالي إسباني ياباني كوري غربي عربي خليجي أممي دولي أجنبي محلي أمني عسكري حكومي سياسي دبلوماسي "
    "رسمي إعلامي اقتصادي مالي نفطي طبي صحي قضائي برلماني نيابي حزبي ميداني استخباري استخباراتي مدني حقوقي إنساني "
    "تربوي بلدي"
)
PREPOSITION = re.compile(r"(?:بال|لل|ب(?=\w{4}))\w+")
RELATED = re.compile(r"\w{2,}(?:ي|يه|يون|يين|يان|يات|يتان)$")  # أمني, أميركية, عراقيون

ENGLISH_ROLES = _folded(
    "source sources official officials diplomat diplomats officer officers witness witnesses expert experts analyst "
    "analysts activist activists resident residents spokesman spokeswoman spokesperson person people man men woman "
    "women observer observers insider insiders aide aides adviser advisers advisor advisors doctor doctors commander "
    "commanders soldier soldiers"
)
ENGLISH_DESCRIBING = re.compile(
    r"\s(?:in|of|from|at|with|within|inside|near|on|who|that|close|familiar|briefed|involved|for|told|said)\s",
    re.IGNORECASE,
)


def is_unnamed(marked: str) -> bool:
    """Whether the words describe who speaks, and name nobody."""
    head = next((part for part in END_OF_NAME.split(marked) if part.strip()), "").strip()
    return _is_unnamed_in_arabic(search_key(head).split()) if is_arabic(head) else _is_unnamed_in_english(head)


def _is_unnamed_in_arabic(words: list[str]) -> bool:
    if not words or NAMING & {*words}:
        return False
    first, *rest = words
    forms = bare_forms(first)
    if any(form in SOURCES for form in forms):
        return True
    if any(form in OFFICES for form in forms):
        return not _is_definite(first) and bool(rest) and _is_adjective(rest[0]) and _describes(rest)
    if not any(form in ROLES for form in forms):
        return False
    return all(map(_is_definite_adjective, rest)) if _is_definite(first) else _describes(rest)


def _describes(words: list[str]) -> bool:
    """Whether adjectives and clauses are all that follows: a word that is neither may be a name."""
    for word in words:
        if word in DESCRIBING or PREPOSITION.fullmatch(word):
            return True
        if not _is_adjective(word):
            return False
    return True


def _is_adjective(word: str) -> bool:
    return not _is_definite(word) and word not in NAMES_IN_YA and (word in ADJECTIVES or bool(RELATED.search(word)))


def _is_definite_adjective(word: str) -> bool:
    if word in ADJECTIVES:  # «نفسه»
        return True
    bare = word.removeprefix("ال")
    plain = re.sub(r"(?:ه|ون|ين|ان|ات)$", "", bare)
    return bare != word and (bare in ADJECTIVES or plain in OF_A_PEOPLE_OR_OFFICE)


def _is_definite(word: str) -> bool:
    return any(form.startswith("ال") for form in (word, word[1:])) or word.startswith("لل")


def _is_unnamed_in_english(head: str) -> bool:
    words = ENGLISH_DESCRIBING.split(f"{head} ")[0].lower().split()
    return bool(words) and words[-1] in ENGLISH_ROLES
