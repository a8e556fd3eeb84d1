from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crisisdesk.kernel.tables.encodings import Unreadable, decode

SENTENCE = "Nội dung: sản phẩm của Sao Mai không được như những bài viết này, tôi rất bực\n"


@pytest.mark.parametrize(
    "encoding",
    ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"],
)
def test_unicode_is_read_with_and_without_its_mark(encoding):
    assert decode(SENTENCE.encode(encoding)).text == SENTENCE


def test_tones_of_their_own_join_their_letters():
    content = unicodedata.normalize("NFD", SENTENCE).encode()

    assert decode(content).text == SENTENCE


def test_windows_1258_is_told_from_windows_1252():
    # Python writes 1258 from letters whose tone is a sign of its own.
    parted = "".join(
        sign if sign in "ăâêôơưđĂÂÊÔƠƯĐ" else unicodedata.normalize("NFD", sign)
        for sign in "Sữa tốt"
    )
    parted = parted.replace("u\u031b\u0303", "ư\u0303").replace("o\u0302\u0301", "ô\u0301")
    assert decode(parted.encode("windows-1258"))[:2] == ("Sữa tốt", "windows-1258")

    for western in ("déjà vu, très cher", "così però più", "não é só São Paulo"):
        found = decode(western.encode("windows-1252"))
        assert found[:2] == (western, "windows-1252")


def test_tcvn3_is_converted_even_inside_utf_8():
    tcvn3 = "Néi dung: s÷a cña Sao Mai kh«ng ®­îc nh­ nh÷ng bµi viÕt nµy"

    for content in (tcvn3.encode("latin-1"), tcvn3.encode("utf-8")):
        found = decode(content)
        assert found.encoding == "TCVN3"
        assert found.text == "Nội dung: sữa của Sao Mai không được như những bài viết này"


def test_vni_is_recognised_and_named():
    vni = "Noäi dung: söõa cuûa Sao Mai khoâng ñöôïc nhö nhöõng baøi vieát naøy"

    for content in (vni.encode("latin-1"), vni.encode("utf-8")):
        with pytest.raises(Unreadable, match="VNI"):
            decode(content)


def test_vietnamese_in_unicode_is_taken_for_no_old_code():
    assert decode(SENTENCE.encode()).encoding == "utf-8-sig"


def test_damaged_utf_8_keeps_the_rest():
    content = (SENTENCE * 3).encode() + b"x\xffy\n"

    found = decode(content)

    assert (found.encoding, found.text.count("\ufffd")) == ("utf-8", 1)
    assert found.text.startswith(SENTENCE)


def test_single_nuls_go_and_a_machine_file_is_refused():
    assert decode(b"text,posted_at\nSao\x00 Mai is good as ever,2026\n").text.count("\x00") == 0
    with pytest.raises(Unreadable):
        decode(bytes(range(4)) * 50 + b"\x00\x00\x00\x01" * 50)


@settings(deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_are_text_or_refused_with_a_sentence(content):
    try:
        text = decode(content).text
    except Unreadable:
        return
    else:
        assert "\x00" not in text
        text.encode("utf-8")
