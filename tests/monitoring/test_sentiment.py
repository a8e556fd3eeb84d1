"""The mood of a text: rules that hold whatever the training did."""

import threading
import unicodedata

import pytest

from monitoring.understanding import Judgement, classify, classify_many
from monitoring.understanding.corpus.compose import without_accents

COMPLAINTS = [
    "Dịch vụ quá tệ, tôi thất vọng vô cùng",
    "Nhân viên thái độ lồi lõm, không bao giờ quay lại",
    "Lừa đảo trắng trợn, trả tiền lại cho tôi",
    "Mua về hai hôm đã hỏng, gọi bảo hành không ai bắt máy",
    "Bị trừ tiền vô cớ mà tổng đài im lặng",
    "Đồ ăn nguội ngắt, chờ cả tiếng đồng hồ",
    "Chuyến bay bị hủy mà không một lời xin lỗi",
    "Your service is terrible and nobody answers",
    "Worst experience ever, I want my money back",
    "My flight was cancelled again and they lost my bag",
]
PRAISE = [
    "Tuyệt vời, nhân viên nhiệt tình và chu đáo",
    "Hàng đẹp, giao nhanh, rất hài lòng",
    "Máy dùng ngon, pin trâu, quá ưng",
    "Cảm ơn bác sĩ đã tận tình chăm sóc mẹ tôi",
    "Đồ ăn ngon, giá hợp lý, sẽ quay lại",
    "Thầy giảng dễ hiểu và rất tâm huyết",
    "Amazing crew, thank you so much",
    "Great product, works perfectly, highly recommend",
]
PLAIN = [
    "Cho mình hỏi cửa hàng mở cửa lúc mấy giờ vậy",
    "Công ty công bố báo cáo tài chính quý hai",
    "Ship về Cần Thơ mất mấy ngày",
    "What time does the store open tomorrow",
    "The company reports its quarterly results on Monday",
]


def labels(texts):
    return [found.label for found in classify_many(texts)]


@pytest.mark.parametrize("text", COMPLAINTS)
def test_a_plain_complaint_is_negative(text):
    assert classify(text).label == "negative"


@pytest.mark.parametrize("text", PRAISE)
def test_plain_praise_is_positive(text):
    assert classify(text).label == "positive"


@pytest.mark.parametrize("text", PLAIN)
def test_questions_and_news_are_neutral(text):
    assert classify(text).label == "neutral"


@pytest.mark.parametrize("text", [*COMPLAINTS[:7], *PRAISE[:6], *PLAIN[:3]])
def test_the_label_does_not_depend_on_accents(text):
    assert labels([without_accents(text)]) == labels([text])


@pytest.mark.parametrize("text", [*COMPLAINTS, *PRAISE, *PLAIN])
def test_the_judgement_does_not_depend_on_the_unicode_form(text):
    assert classify(unicodedata.normalize("NFD", text)) == classify(text)


@pytest.mark.parametrize("text", [*COMPLAINTS, *PRAISE])
def test_the_label_does_not_depend_on_case(text):
    assert labels([text.upper()]) == labels([text.lower()])


@pytest.mark.parametrize(
    ("praise", "denied"),
    [
        ("Tôi rất hài lòng", "Tôi không hài lòng"),
        ("đồ ăn ngon", "đồ ăn không ngon chút nào"),
        ("nhân viên nhiệt tình", "nhân viên không nhiệt tình"),
        ("I am happy with it", "I am not happy with it"),
        ("the staff was helpful", "the staff wasn't helpful at all"),
    ],
)
def test_a_negator_turns_praise_round(praise, denied):
    assert labels([praise, denied]) == ["positive", "negative"]


@pytest.mark.parametrize(
    "text",
    ["không có gì để chê", "không hề thất vọng", "no complaints at all", "not disappointed at all"],
)
def test_denied_blame_is_not_negative(text):
    assert classify(text).label != "negative"


@pytest.mark.parametrize(
    ("chat", "standard"),
    [
        ("sp ko tốt, thất vọng wá", "sp không tốt, thất vọng quá"),
        ("thik lém lun mn ơi", "thích lắm luôn mn ơi"),
        ("ko dc như quảng cáo, chán wá", "không được như quảng cáo, chán quá"),
    ],
)
def test_chat_spelling_is_judged_like_standard_spelling(chat, standard):
    assert labels([chat]) == labels([standard])


def test_stretched_letters_are_read_as_plain_ones():
    assert labels(["quáaaaa tệeeeee", "đẹpppp quáaaa", "soooo goooood"]) == [
        "negative",
        "positive",
        "positive",
    ]


@pytest.mark.parametrize("text", ["😡😡😡", "😍", "👍👍", ":)", "🙂"])
def test_emoji_alone_are_neutral_of_no_language_and_uncertain(text):
    found = classify(text)

    assert (found.label, found.language, found.uncertain) == ("neutral", "und", True)


@pytest.mark.parametrize("text", ["", " ", "\n\t", "12 34", "https://example.org/x"])
def test_nothing_to_read_is_neutral(text):
    found = classify(text)

    assert (found.label, found.language, found.uncertain) == ("neutral", "und", False)
    assert found.negative <= 0.5


@pytest.mark.parametrize(
    "text",
    [
        "Chuyên nghiệp ghê, chờ hai tiếng rồi 🙂",
        "hay quá nhỉ",
        "cảm ơn đã cho tôi ngủ ở sân bay 🙃",
        "oh great, thanks a lot",
    ],
)
def test_praise_in_an_ironic_form_is_never_certain(text):
    found = classify(text)

    assert found.label == "negative" or found.uncertain


def test_a_very_long_text_is_judged_by_its_beginning_and_end():
    long = "Dịch vụ quá tệ, lừa đảo khách hàng. " * 300

    assert len(long) > 10_000
    assert classify(long).label == "negative"


def test_the_order_of_texts_is_kept_over_many_batches():
    texts = [COMPLAINTS[0], PRAISE[0], PLAIN[0]] * 900

    assert labels(texts) == ["negative", "positive", "neutral"] * 900


def test_a_text_is_judged_the_same_alone_and_in_company():
    texts = [*COMPLAINTS, "", "😡", *PRAISE, *PLAIN]

    assert classify_many(texts) == [classify(text) for text in texts]


def test_hostile_characters_do_no_harm():
    texts = ["tệ\x00quá tệ", "\ud800 xấu", "a\u0300" * 500, "\u202egood", "&#0;&lt;", "ﷺ" * 50]

    found = classify_many(texts)

    assert len(found) == len(texts)
    assert all(0 <= one.negative <= 1 for one in found)


def test_no_texts_give_no_judgements():
    assert classify_many([]) == []


def test_threads_share_one_model_and_agree():
    expected = classify_many(COMPLAINTS)
    found: list[list[Judgement]] = []
    threads = [
        threading.Thread(target=lambda: found.append(classify_many(COMPLAINTS))) for _ in range(8)
    ]

    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert found == [expected] * 8
