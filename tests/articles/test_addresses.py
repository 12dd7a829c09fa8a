import pytest

from articles.addresses import canonical, names_one_item, page_of, spellings, spellings_of_page, without_counting


@pytest.mark.parametrize(
    "url",
    [
        "https://example.org/a/1",
        "http://www.example.org/a/1/",
        "HTTPS://Example.org:443/a/1#comments",
        "https://example.org/a/1?utm_source=feed&fbclid=x",
    ],
)
def test_an_address_is_the_same_however_it_is_written(url):
    assert canonical(url) == "example.org/a/1"


def test_letters_may_be_written_in_percents():
    assert canonical("https://example.org/%D8%AE%D8%A8%D8%B1") == canonical("https://example.org/خبر")
    assert canonical("https://example.org/?p=12&utm_medium=x") == "example.org?p=12"
    assert canonical("https://example.org/news.php?12") != canonical("https://example.org/news.php?13")


@pytest.mark.parametrize(
    "url",
    ["", "صدى", "ftp://example.org/a", "https://[broken", "https://example.org:x/a/1", "https://example.org"]
    + [f"https://example.org/{front}" for front in ("", "index.html", "ar/", "en", "home")],
)
def test_a_front_page_and_what_is_no_address_are_none(url):
    assert canonical(url) == ""
    assert spellings(url) == []


@pytest.mark.parametrize(
    ("url", "is_one"),
    [
        ("https://example.org/a/1", True),
        ("https://example.org/?p=77", True),
        ("https://example.org/news/بدء-صيانة-الجسر-القديم", True),
        ("https://example.org/سياسة", False),
        ("https://example.org/middle-east/", False),
        ("https://example.org/politics?page=2", False),
        ("https://example.org/politics/page/12", False),
        ("https://example.org/category/12", False),
        ("https://example.org/category/12/bridge-7", True),
        ("https://example.org/archive/2021-11-03", False),
        ("https://example.org/2021/11/03/", False),
        ("https://example.org/2021/11/03/bridge", True),
        ("https://example.org/2021/4711", True),
    ],
)
def test_the_address_of_a_section_names_no_article(url, is_one):
    assert names_one_item(canonical(url)) is is_one


@pytest.mark.parametrize(
    "stored",
    ["https://example.org/خبر-1", "http://www.example.org/خبر-1/", "https://example.org/%D8%AE%D8%A8%D8%B1-1"],
)
def test_an_article_is_found_by_any_spelling_of_its_address(stored):
    given = "https://www.example.org/%D8%AE%D8%A8%D8%B1-1?utm_source=x"
    assert stored in spellings(given)
    assert all(canonical(one) == canonical(given) for one in spellings(given))


@pytest.mark.parametrize(
    "url",
    [
        "https://example.org/a/1?x=2",
        "http://m.example.org/a/1?x=2",
        "https://amp.example.org/a/1?x=2",
        "https://www.example.org/a/1/amp/?x=2",
        "https://example.org/a/1?x=2&amp=1",
        "https://example.org/a/1?x=2&outputType=amp",
    ],
)
def test_a_page_is_found_by_its_address_for_any_screen(url):
    assert page_of(canonical(url)) == "example.org/a/1?x=2"
    found = spellings_of_page(url)
    assert ("https://example.org/a/1?x=2" in found) is (canonical(url) != "example.org/a/1?x=2")
    assert {canonical(one) for one in found} <= {"example.org/a/1?x=2"}


@pytest.mark.parametrize("url", ["https://m.com/a/1", "https://example.org/ampere/1", "https://example.org/a?ample=1"])
def test_what_only_looks_like_a_page_for_phones_is_none(url):
    assert page_of(canonical(url)) == canonical(url)


@pytest.mark.parametrize(
    ("url", "kept"),
    [
        ("HTTPS://WWW.Example.org:443/A/1?b=%D8%A8&utm_source=x#c", "https://www.example.org/A/1?b=%D8%A8"),
        ("https://example.org/a/1?b=2%2F3&c", "https://example.org/a/1?b=2%2F3&c"),
        ("http://example.org:8080/?fbclid=x&p=1", "http://example.org:8080/?p=1"),
        ("صدى", "صدى"),
        ("", ""),
    ],
)
def test_an_address_is_kept_without_what_counts_its_visitors(url, kept):
    assert without_counting(url) == kept
    assert kept in spellings(url) or not canonical(url)
