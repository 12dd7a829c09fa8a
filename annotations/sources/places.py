"""Names of places: a place that says something stands for its government, and is no person. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from babel import Locale

from articles.arabic import search_key

# Cities of the news that have no time zone of their own, beside those that Babel knows.
CITIES = (
    "البصرة الموصل أربيل إربيل كركوك النجف كربلاء الأنبار الفلوجة الرمادي السليمانية تكريت ديالى بابل حلب حمص حماة "
    "إدلب اللاذقية درعا الرقة دير_الزور القامشلي طرابلس صيدا صور بعلبك جدة مكة المدينة الدمام أبوظبي أبو_ظبي الشارقة "
    "الإسكندرية أسوان الأقصر بنغازي مصراتة سرت صفاقس وهران قسنطينة فاس مراكش طنجة أغادير عدن صنعاء تعز الحديدة مأرب "
    "غزة رام_الله نابلس جنين الخليل رفح خان_يونس القدس حيفا يافا تل_أبيب النقب قم مشهد أصفهان شيراز أنقرة إسلام_آباد "
    "نيودلهي أميركا أمريكا السعودية بريطانيا الإمارات كردستان أوروبا التشيك واشنطن بكين موسكو باريس لندن برلين بروكسل "
    "جنيف لاهاي نيويورك الرياض الدوحة المنامة الكويت مسقط عمان بيروت دمشق بغداد طهران القاهرة الخرطوم الرباط تونس "
    "الجزائر نواكشوط مقديشو جيبوتي كييف روما مدريد فيينا أثينا طوكيو سيول بيونغ_يانغ كابول كابل أديس_أبابا الفاتيكان "
    "البيت_الأبيض الكرملين Basra Mosul Erbil Aleppo Homs Gaza Jerusalem Tel_Aviv Ankara Geneva Washington Beijing "
    "Sanaa Aden Benghazi The_Hague"
)


def is_place(keys: Iterable[str]) -> bool:
    """Whether one of these, as `search_key` spells them, is a country, a capital or a city of the news."""
    return not _places().isdisjoint(keys)


@cache
def _places() -> frozenset[str]:
    """The countries and the cities of time zones that Babel names in Arabic and English, and other cities."""
    names = [name.replace("_", " ") for name in CITIES.split()]
    for locale in (Locale("ar"), Locale("en")):
        names += [name for code, name in locale.territories.items() if len(code) == len("IQ")]
        names += [zone["city"] for zone in locale.time_zones.values() if isinstance(zone.get("city"), str)]
    return frozenset(map(search_key, names))
