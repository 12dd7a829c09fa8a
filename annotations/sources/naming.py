"""What the words that mark a source say of its name: the name itself, and what kind of source it is. Pure.

A source is marked as «كاظم الفرطوسي، المتحدث باسم كتائب سيد الشهداء»: the name comes first, what it is after the comma.
"""

from __future__ import annotations

import re

from annotations.sources.places import is_place
from articles.arabic import fold, search_key

NAME_LIMIT = 200
END_OF_NAME = re.compile(r"\s*(?:[،,؛;:!؟?()\[\]«»\"“”\n]|\.(?=\s|$))\s*|\s+[-–—]\s+")
OFFICE = re.compile(r"\s(?:المتحدث|المتحدثه|الناطق|الناطقه)(?= باسم)")
PARTICLES = "وفبلك"
ABBREVIATION = re.compile(r"(?<!\w)(\w+)\.(?=\s)")
NOT_A_LETTER = re.compile(r"[^\w\s]|_")
ARABIC = re.compile(r"[\u0600-\u06ff\u0750-\u077f\u0870-\u08ff\ufb50-\ufdff\ufe70-\ufeff]")

# Before a name, in the spelling of `fold`. What follows is a person's name.
HONORIFICS = frozenset(
    fold(
        "السيد السيدة الشيخ الشيخة الدكتور الدكتورة د أ الأستاذ الأستاذة المهندس الحاج الحاجة النائب النائبة القس الأب "
        "الأمير الأميرة الملك الملكة الرئيس المستشار السفير السفيرة القاضي المحامي المحامية الإعلامي الصحفي الصحافي "
        "اللواء الفريق العميد العقيد المقدم الرائد النقيب الملازم العماد المشير الجنرال سماحة معالي سعادة فخامة دولة "
        "جلالة سمو حضرة المرجع mr mrs ms miss dr prof professor sir president general colonel sheikh senator"
    ).split()
)
# The first word that says what the thing is, by kind.
KINDS = {
    "outlet": "وكالة صحيفة جريدة قناة موقع إذاعة مجلة تلفزيون فضائية شبكة agency newspaper channel magazine tv radio",
    "document": "تقرير بيان وثيقة كتاب دراسة مذكرة قرار رسالة برقية استطلاع إحصاء تغريدة نص report statement document"
    " study memo letter survey",
    "group": "مصادر شهود مسؤولون مسئولون ناشطون نشطاء خبراء محللون مراقبون سكان أهالي مواطنون معارضون قياديون متظاهرون"
    " sources witnesses officials activists experts residents observers",
    "organisation": "مدينة محافظة إقليم منطقة بلدة قرية جمهورية مملكة سلطنة إمارة ولاية"
    " وزارة هيئة منظمة حزب حركة كتائب جيش شركة مؤسسة لجنة مجلس جامعة حكومة رئاسة قيادة محكمة سفارة بنك"
    " مصرف اتحاد نقابة جمعية مديرية شرطة مركز معهد تحالف ائتلاف تنظيم فصيل بنتاغون برلمان بعثة ministry organisation"
    " organization party movement army company committee council university government court embassy bank union"
    " association police centre center institute coalition parliament",
}
KIND_OF_WORD = {word: kind for kind, words in KINDS.items() for word in fold(words).split()}


def head_of(marked: str) -> str:
    """The name within marked words, without a comma and what follows and without titles; "" where there is none."""
    head = next((part for part in END_OF_NAME.split(_without_initials(marked)) if part.strip()), "").strip()
    if office := OFFICE.search(_same_length(head)):
        head = head[: office.start()].strip() or head
    words = head.split()
    while len(words) > 1 and search_key(words[0]) in HONORIFICS:
        words.pop(0)
    name = " ".join(words)[:NAME_LIMIT].strip()
    return name if len(search_key(name)) > 2 else ""


def likely_kind(marked: str) -> str:
    """The kind of source that these words name: a person, where nothing says otherwise. A place speaks for offices."""
    words = search_key(NOT_A_LETTER.sub(" ", head_of(marked) or marked)).split()
    # In Arabic the telling word comes first («وزارة الدفاع»), in English often last (“Defence Ministry”).
    telling = words[:1] if is_arabic(marked) else [*words[:1], *words[-1:]]
    forms = [form for word in telling for form in bare_forms(word)]
    kind = next((KIND_OF_WORD[form] for form in forms if form in KIND_OF_WORD), None)
    whole = bare_forms(words[0]) if len(words) == 1 else [" ".join(words)]
    return kind or ("organisation" if is_place(whole) else "person")


def readings_of(marked: str) -> list[str]:
    """Folded spellings of the marked words in which to look for names: a particle may be joined to the first word."""
    whole, plain = search_key(marked), search_key(NOT_A_LETTER.sub(" ", marked))
    bare = [plain[1:]] if _has_particle(plain) else []
    if plain.startswith("لل"):
        bare.append("ال" + plain[2:])
    return list(dict.fromkeys(reading for reading in (plain, *bare, whole) if reading))


def bare_forms(word: str) -> list[str]:
    """A word, and what it is without the article and the particles that are written onto it."""
    forms = [word, word.removeprefix("ال")]
    if _has_particle(word):
        forms += [word[1:], word[1:].removeprefix("ال")]
    if word.startswith("لل"):
        forms.append(word[2:])
    return forms


def is_arabic(name: str) -> bool:
    return ARABIC.search(name) is not None


def _has_particle(word: str) -> bool:
    return len(word) > 3 and word[0] in PARTICLES


def _without_initials(text: str) -> str:
    """The full stop of «د. علي» and “Mr. Smith” ends no name."""
    return ABBREVIATION.sub(lambda found: found[1] if _is_short(found[1]) else found[0], text)


def _is_short(word: str) -> bool:
    return len(word) < 3 or search_key(word) in HONORIFICS


def _same_length(text: str) -> str:
    """A folded spelling with a letter for each letter."""
    return "".join((fold(letter) or letter)[0] for letter in text)
