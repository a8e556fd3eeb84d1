"""Vietnamese, English or neither, however people type."""

import pytest

from monitoring.understanding.language import languages

VIETNAMESE = [
    "Hãng này làm ăn quá tệ, tôi sẽ không quay lại",
    "hang nay lam an qua te, toi se khong quay lai",
    "ko bik khi nào mới dc hoàn tiền nữa mn ơi",
    "sao chua tra loi tin nhan cua minh vay shop",
    "shop reply chậm quá, mình đợi từ hôm qua tới giờ",
    "ĐỒ ĂN NGUỘI NGẮT",
    "xe den tre ma tai xe con quat khach",
]
ENGLISH = [
    "my order never arrived and nobody answers the phone",
    "can u pls tell me when the store opens",
    "THE WORST HOTEL I HAVE EVER STAYED IN",
    "Had a bowl of phở in Đà Nẵng last week and it was the best meal of our trip",
    "so happy with this",
]
NEITHER = [
    "",
    "   ",
    "😡😡😡",
    "12345 678",
    "!!!",
    "https://example.org/a?b=c",
    "@someone",
    "ขอบคุณมากครับ",
    "この会社は嫌いです",
    "это очень плохо",
]


@pytest.mark.parametrize("text", VIETNAMESE)
def test_vietnamese_is_recognised_with_and_without_accents(text):
    assert languages([text]) == ["vi"]


@pytest.mark.parametrize("text", ENGLISH)
def test_english_is_recognised_even_around_vietnamese_names(text):
    assert languages([text]) == ["en"]


@pytest.mark.parametrize("text", NEITHER)
def test_texts_without_latin_letters_are_undetermined(text):
    assert languages([text]) == ["und"]


@pytest.mark.parametrize(
    "text",
    [
        "el servicio fue muy malo y no pienso volver",
        "saya sangat kecewa dengan pelayanan hotel ini",
        "die Lieferung war leider viel zu spät",
    ],
)
def test_a_third_latin_language_is_not_forced_into_one_of_the_two(text):
    assert languages([text]) == ["und"]


def test_decomposed_accents_read_like_composed_ones():
    import unicodedata

    decomposed = [unicodedata.normalize("NFD", text) for text in VIETNAMESE]

    assert languages(decomposed) == languages(VIETNAMESE)


def test_order_is_kept_in_a_mixed_batch():
    texts = [VIETNAMESE[0], ENGLISH[0], "", VIETNAMESE[1], ENGLISH[1]]

    assert languages(texts) == ["vi", "en", "und", "vi", "en"]


def test_no_texts_give_no_languages():
    assert languages([]) == []
