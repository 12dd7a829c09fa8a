"""Pages as aggregators save them, in the encodings that are read."""

from tests.factories import SEED

PAGE = """مرصد الساحل

مرفأ الضفة يستأنف العمل ليلا

مرفأ الضفة يستأنف العمل ليلا

2021-03-04 07:30:00 - المصدر: بريد الساحل

استأنف مرفأ الضفة العمل ليلا بعد توقف دام شهرين.
"""

FILES = {
    "seed.txt": SEED.read_bytes(),
    "page.TXT": PAGE.encode("utf-16"),
    "one line.txt": "سطر واحد لا يعرف أحد شكله".encode(),
}
