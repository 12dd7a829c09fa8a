import pytest

from articles.addresses import canonical, names_one_item, spellings


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
