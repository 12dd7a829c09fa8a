"""The house style of the Arabic that is shown, as far as a machine can tell it: docs/contributing.md says it in words.

Read are the translations, Arabic that stands in templates, scripts and Python as such, the seeds' codebook, the guides.
By hand, because spell checkers know neither our words nor what a button is.
"""

import ast
import io
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from babel.messages.pofile import read_po

APPS = ("newsdesk", "articles", "annotations", "seeds")
# Words by which texts are read: they are of the news, not of the house.
OF_THE_NEWS = ("articles/", "annotations/sources/", "annotations/static/annotations/review/text/", "newsdesk/running/")
LETTERS = "\u0621-\u0652\u0670\u0671"
ARABIC = re.compile(f"[{LETTERS}]")
MARKS = "[\u064b-\u0650\u0652]*"
SHADDA = "\u0651"
COMMENT = re.compile(r"\{#.*?#\}|\{% comment .*?endcomment %\}|<!--.*?-->|/\*.*?\*/|(?<=\n) *//[^\n]*", re.DOTALL)

# Their shadda is always written, whatever stands before and after.
WITH_SHADDA = (
    *("متصفّح", "تحقّق", "تعذّر", "تغيّر", "محرّر", "محلّل", "محكّم", "محدّد", "مؤكّد", "كرّر", "توقّف", "التنقّل"),
    *("مسوّد", "يوسّم", "توسّم", "موسّم", "وسّمت"),
)
# What is not written, and what is written for it.
INSTEAD = {
    "ًا": "اً",
    r"\bنصّ": "نص",
    r"\bسجلّ": "سجل",
    r"\bكلّ(?!ٍ)(?:ها|ه|هم|هما)?\b": "كل",
    r"\bإلّا\b": "إلا",
    r"\bأقلّ": "أقل",
    r"\b[عم]مّا\b": "عما، مما",
    r"\bأيّ\b": "أي",
    r"\bمدّة": "مدة",
    r"\bجدّاً": "جداً",
    r"\bيحقّ\b": "يحق",
    r"\bيدلّ\b": "يدل",
    r"\bسري(?:ة|اً|تان|تين|ات)?\b": "سرّي",
    r"\bسراً\b": "سرّاً",
    r"\bلعل(?:ه|ها|هم)?\b": "لعلّ",
    r"وُسِ?م": "وُسّم",
    r"موسوم|\b[سف]?[يتن]سِم|\bوسمها?\b|(?:^|«)وسم ": "توسيم، موسَّم، يوسّم",
    r"\bلازم": "مطلوب",
    r"\bضمني": "مستتر",
    r"\bقاموس|\bقواميس": "كائن",
    r"غير معلوم": "غير معروف",
    r"\bالحال\b": "الحالة",
    r"\bخاصية|\bخصائص": "سمة، سمات",
    r"\bمرشّ?ح(?:ات)?\b(?! لل)": "تصفية",
    r"سكربت|برامج النصية": "JavaScript",
    r"\b[إا]ستمارة": "نموذج",
    r"رم(?:ز|زاً|وز) (?:ال)?دخول\b|رم(?:ز|وز) الواجهة": "رمز وصول",
    r"استُ?[عع]يد|استعاد|استعده|يستعيد|[يتن]سترد|استرد(?!اد)": "استرجع",
    r"\bكسر(?:اً)?\b": "خلل",
    r"مجدداً|\bثانيةً|\bطُلب ثانية": "من جديد",
    r"إنكليزي": "إنجليزي",
    r"\bبواسطة\b": "من",
    r"\bتمّ? (?=\w)": "a verb in the passive (حُفظ، not تم حفظ)",
    r"\bقم ب|الرجاء|\bيرجى|من فضلك|رجاءً": "the plain imperative",
    r"قارئ(?! (?:ال)?شاشة)|(?<!تعليقات )القرّاء": "المحلّل",
    rf"[{LETTERS}»]\s*[,;?](?=\s|$)": "، ؛ ؟",
    r"[٠-٩],[٠-٩]|[0-9]٬[0-9]": "1,000 or ١٬٠٠٠",
}
# Without vowel marks.
IMPERATIVES = """
    أبق أتمه أخرج أرسل أرني أزل أضف أظهر أعد أعط أغلق أكمل ألغ أنشئ أوقف ابحث ابدأ اترك اتركه اجعل
    اجمع احذف احفظ احفظها اختر ادمج ادمجها اربط ارفع استرجع استعمل اسحب اسمح اضغط اطبع اعرض اعرضها
    اغلق افتح افصل افصلها اقبل اقرأ اقرا اقسم اقسمه اكتب امح امحه انتقل انسخ انشر انقل تابع
    تحقق تخلص حاول حدد راجع سلم صحح ضع عدل قارن قسم نزل نفذ
"""
# Where the words of a button stand: its element, a link that looks like one, a form, `button()` of dom.js.
BUTTON_ELEMENT = re.compile(
    r"<button\b.*?</button>|<a\b[^>]*class=\"[^\"]*\bbutton\b.*?</a>|<summary\b.*?</summary>", re.DOTALL
)
TRANSLATED = re.compile(r"\{% translate (?:\"([^\"]+)\"|'([^']+)')|\{% blocktranslate[^%]*%\}(.*?)\{%", re.DOTALL)
BUTTON_CALL = re.compile(
    r"\bbutton\(\s*gettext\(\"([^\"]+)\"|Submit\([^()]*?_\(\"([^\"]+)\"\)|\bbutton = _\(\"([^\"]+)\"\)"
)
NUMBER = re.compile(r"(%\((\w+)\)[sd]|%d|\{(\w+)\})\s+(\S+)")
COUNTS = ("n", "count", "total", "limit", "limit_value", "most", "length", "least", "max", "min", "files", "hours")
COUNTED_NOUN = re.compile(r"\w+اً\W*|(?:محرف|حرف|ملف|توسيم|عملية|مثال|مقال|نص|اسم|كلمة|سطر|موضع|نتيجة|حساب|رمز|مصدر)\W*")
ROUNDED = "أكثر من"  # A number that is only ever a round one: «أكثر من 1,000 مقال».
IN_LETTERS = re.compile(r"(?:%\(\w+\)[sd]|%d|\{\w+\}|\d)\s+(?:حرفاً|حرف|أحرف|حروف)(?!\w)")
IDAFA = ("رمز وصول",)


def faults(root: Path) -> list[str]:
    """Every breach, one line each."""
    return [*_translations(root), *_literals(root), *_codebook(root), *_guides(root), *_buttons(root)]


def breaches(text: str) -> Iterator[str]:
    """What in a text is not as the house writes it."""
    for written, pattern in PATTERNS:
        for match in pattern.finditer(text):
            yield f"«{_around(text, match)}»: {written}"


def _pattern(rule: str) -> re.Pattern[str]:
    """A rule with `\\b` for the edges of words: `re` takes vowel marks for signs, and words of one letter go before."""
    before, after = rf"(?<![{LETTERS}])(?:[وفبلك]?ال|لل|[وفبلك]{{1,2}})?", rf"(?![{LETTERS}])"
    start = rule.replace(r"|\b", "|" + before)
    start = before + start.removeprefix(r"\b") if start.startswith(r"\b") else start
    return re.compile(start.replace(r"\b", after).replace(r"(?=\w)", f"(?=[{LETTERS}])"))


def _lacking(word: str) -> re.Pattern[str]:
    """The word where a letter of it lacks its shadda; other vowel marks may stand."""
    letters = re.findall(rf"(.)({SHADDA}?)", word)
    doubled = "".join(f"{letter}{MARKS}(?!{SHADDA})" if mark else letter + MARKS for letter, mark in letters)
    return re.compile(doubled)


def _translations(root: Path) -> Iterator[str]:
    for path in _files(root, "locale/ar/LC_MESSAGES/*.po"):
        for message in read_po(io.BytesIO(path.read_bytes()), locale="ar"):
            if message.id:
                place = f"{path.relative_to(root)}: {_texts(message.id)[0]!r}"
                yield from (f"{place} {fault}" for fault in _of_forms(_texts(message.string)))


def _texts(told: Any) -> list[str]:
    """One for a message as such, several for one with plural forms."""
    return [told] if isinstance(told, str) else list(told)


def _of_forms(forms: list[str]) -> Iterator[str]:
    for form in dict.fromkeys(forms):
        yield from breaches(form)
        yield from (f"«{match[0]}»: محرف, where something is counted" for match in IN_LETTERS.finditer(form))
        if re.search("[٠-٩]", form):
            yield "has digits of its own: 0 to 9, which each reader sees as he likes"
    yield from _of_plural(forms) if len(forms) > 1 else _of_number(forms[0])


def _of_number(form: str) -> Iterator[str]:
    """Numbers before what they count need plural forms."""
    for match in NUMBER.finditer(form):
        is_number = match[1].endswith("d") or (match[2] or match[3]) in COUNTS
        if is_number and COUNTED_NOUN.fullmatch(match[4]) and not form[: match.start()].rstrip().endswith(ROUNDED):
            yield f"«{match[0]}»: plural forms, as a number stands before what it counts"


def _of_plural(forms: list[str]) -> Iterator[str]:
    """Three to ten take the plural, eleven to ninety-nine the accusative singular, a hundred the genitive."""
    found = [NUMBER.search(form) for form in forms[3:]]
    if not all(found):
        return
    few, many, other = (match[4].strip(".،؛:") for match in found if match)
    if few.endswith("اً") or other.endswith("اً"):
        yield f"«{few} / {other}»: no accusative after 3 to 10 and after 100"
    if many == other != few and not many.endswith("ة") and not any(one in forms[4] for one in IDAFA):
        yield f"«{many}»: the accusative after 11 to 99"


def _literals(root: Path) -> Iterator[str]:
    """Arabic that stands in templates, scripts and modules themselves."""
    for pattern in ("templates/**/*.html", "templates/**/*.txt", "static/**/*.js", "**/*.py"):
        for path in _files(root, pattern):
            place = path.relative_to(root)
            if not str(place).startswith(OF_THE_NEWS) or path.suffix in (".html", ".txt"):
                text = path.read_text(encoding="utf-8")
                yield from _of_lines(place, _strings(text) if path.suffix == ".py" else _blanked(text))


def _codebook(root: Path) -> Iterator[str]:
    path = root / "seeds" / "codebook.yaml"
    if path.exists():
        lines = path.read_text(encoding="utf-8").splitlines()
        words = (" ".join(re.findall(r"\bar: *(\"[^\"]*\"|[^,}]+)", line)) for line in lines)
        yield from _of_lines(path.relative_to(root), "\n".join(words))


def _guides(root: Path) -> Iterator[str]:
    """Keys and words of the seed articles, which guides quote, are not the house's."""
    news = "".join(path.read_text(encoding="utf-8") for path in (root / "seeds").glob("*.txt"))
    for path in sorted((root / "docs").glob("*.ar.md")):
        text = re.sub(r"`[^`\n]*`", "", path.read_text(encoding="utf-8"))
        text = re.sub(r"«([^»\n]*)»", lambda match: "" if match[1] in news else match[0], text)
        yield from _of_lines(path.relative_to(root), text)


def _buttons(root: Path) -> Iterator[str]:
    """A button is named by a verbal noun."""
    names = set(_names_of_buttons(root))
    for path in _files(root, "locale/ar/LC_MESSAGES/*.po"):
        for message in read_po(io.BytesIO(path.read_bytes()), locale="ar"):
            name, words = _texts(message.id)[0], _texts(message.string)[-1]
            if name in names and not message.context and _is_imperative(words):
                yield f"{path.relative_to(root)}: {name!r} «{words}»: a verbal noun, as it is a button (حفظ, not احفظ)"


def _is_imperative(words: str) -> bool:
    first = re.sub("[\u064b-\u0652]", "", words.partition(" ")[0]).strip("…:،؛")
    return first in IMPERATIVES.split()


def _names_of_buttons(root: Path) -> Iterator[str]:
    for path in _files(root, "templates/**/*.html"):
        for element in BUTTON_ELEMENT.finditer(path.read_text(encoding="utf-8")):
            for match in TRANSLATED.finditer(element[0]):
                yield re.sub(r"\{\{ ?(\w+) ?\}\}", r"%(\1)s", match[1] or match[2] or match[3])
    for pattern in ("**/*.py", "static/**/*.js"):
        for path in _files(root, pattern):
            for match in BUTTON_CALL.finditer(path.read_text(encoding="utf-8")):
                yield next(filter(None, match.groups()))


def _of_lines(place: Path, text: str) -> Iterator[str]:
    for number, line in enumerate(text.splitlines(), start=1):
        if ARABIC.search(line):
            yield from (f"{place}:{number} {fault}" for fault in breaches(line))


def _strings(code: str) -> str:
    """What the strings of a module say, on their lines; its docstrings are not shown."""
    tree = ast.parse(code)
    told = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    lines = [""] * (code.count("\n") + 1)
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in told:
            lines[node.lineno - 1] += " " + node.value.replace("\n", " ")
    return "\n".join(lines)


def _files(root: Path, pattern: str) -> Iterable[Path]:
    return sorted(
        path for app in APPS for path in (root / app).glob(pattern) if not {"migrations", "checks"} & set(path.parts)
    )


def _blanked(text: str) -> str:
    """Without comments, on the same lines."""
    return COMMENT.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), text)


def _around(text: str, match: re.Match[str]) -> str:
    """The match with the rest of its words."""
    start, end = match.span()
    start = text.rfind(" ", 0, start) + 1
    end = text.find(" ", end) if " " in text[end:] else len(text)
    return text[start:end].strip()


PATTERNS = [
    *((word, _lacking(word)) for word in WITH_SHADDA),
    *((written, _pattern(rule)) for rule, written in INSTEAD.items()),
]
