"""Which sentences state a fact and so must rest on one (handbook F4, G1).

The rule: every sentence does, but for those that only thank, apologise, ask, say where to turn, say
that something is being looked into, promise the next word, or sign; and even these do as soon as
they state a figure, a date, a code or a name that such a sentence does not need. A person may say
otherwise of a single sentence, and their name is kept beside it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.utils.translation import pgettext_lazy

from statements.particulars import DATE, KINDS, NAME, NUMBER, PHONE, TIME, particulars

_LABELS = {
    "gap": pgettext_lazy("sentence", "a gap is still to be filled"),
    "question": pgettext_lazy("sentence", "a question"),
    "next_word": pgettext_lazy("sentence", "says when the next word comes"),
    "contact": pgettext_lazy("sentence", "says where to turn"),
    "checking": pgettext_lazy("sentence", "says what is not known yet"),
    "thanks": pgettext_lazy("sentence", "thanks"),
    "apology": pgettext_lazy("sentence", "an apology"),
    "request": pgettext_lazy("sentence", "a request"),
    "address": pgettext_lazy("sentence", "greets or signs"),
    "heading": pgettext_lazy("sentence", "a heading"),
    "quotation": pgettext_lazy("sentence", "quotes our earlier text"),
}


@dataclass(frozen=True)
class _Kind:
    name: str
    pattern: re.Pattern[str]
    #: What such a sentence may state without claiming anything about the matter.
    allows: frozenset[str] = frozenset()


def _kind(name: str, pattern: str, *allows: str) -> _Kind:
    return _Kind(name, re.compile(pattern, re.IGNORECASE), frozenset(allows))


_ANYTHING = tuple(KINDS)
_KINDS = (
    _kind("gap", r"\{[a-z][a-z_]*\}", *_ANYTHING),
    _kind("question", r"\?[\"”’»)]*$"),
    _kind("heading", r"^[^.!?…]{1,60}:$"),
    _kind("heading", r"^(?:cập nhật số|update no\.?) ", NUMBER, DATE, TIME),
    _kind(
        "quotation",
        r"^(?:trong (?:thông tin|bài|bản|nội dung) đã (?:công bố|đăng)|in an earlier text|"
        r".{1,60} (?:rút lại nội dung sau|retracts the following)).*[“\"].*[”\"]",
        *_ANYTHING,
    ),
    _kind(
        "next_word",
        r"(?:cập nhật tiếp|cập nhật cuối|thông tin tiếp|sẽ (?:tiếp tục )?(?:thông tin|thông báo|"
        r"cập nhật|công bố)|next update|last update|final update|will (?:only )?(?:publish|tell you|"
        r"keep you|update|inform)|tin tiếp theo)",
        DATE, TIME,
    ),
    _kind(
        "contact",
        r"(?:liên hệ|đường dây nóng|xin gọi|hotline|đặt câu hỏi|người phát ngôn:|"
        r"được (?:đăng|công khai|giữ) tại|giữ nguyên địa chỉ|"
        r"chuyển (?:về|đến|tới|cho) |\bcontact\b|\bcall\b|spokesperson:|press(?: questions)?:|"
        r"(?:is posted|is public|remains|stays) at|information on this matter is at|\bis at \S+\.\w)",
        PHONE, TIME, NAME,
    ),
    _kind(
        "checking",
        r"(?:đang (?:được )?(?:xác minh|kiểm tra|làm rõ|điều tra|tìm hiểu|xác định)|"
        r"chưa (?:được |thể )?(?:xác định|rõ|kết luận|biết)|"
        r"\b(?:are|is) (?:\w+ )?(?:checking|verifying|investigating|looking into|being (?:checked|"
        r"established|investigated|verified))|not (?:yet )?(?:been )?(?:known|established|confirmed))",
    ),
    _kind(
        "apology",
        r"(?:xin lỗi|cáo lỗi|lượng thứ|day dứt|lấy làm tiếc|chia sẻ (?:với|sự)|hiểu (?:được )?sự lo|"
        r"trách nhiệm thuộc về|lẽ ra chúng tôi|không phải để biện minh|lòng tin|"
        r"responsibility is ours|should have done better|not to excuse ourselves|trust is|"
        r"apolog|\bsorry\b|regret|forgive|our thoughts are|understand your concern)",
    ),
    _kind("thanks", r"(?:^|\W)(?:xin )?(?:cảm ơn|cám ơn|trân trọng|thank|grateful)"),
    _kind(
        "request",
        r"^(?:xin |vui lòng|kính mong|mong |đề nghị|hãy |please\b|we (?:kindly )?ask\b)|"
        r"xin vui lòng|kính mong|we kindly ask",
    ),
    _kind(
        "address",
        r"^(?:kính gửi|kính thưa|thân gửi|thay mặt|đại diện|to our |dear |on behalf of)|"
        r"xin thông tin (?:chính thức )?về|official statement on",
        NAME, DATE,
    ),
)  # fmt: skip


def kind_of(sentence: str, language: str) -> str:
    """The kind of a sentence that states no fact; empty where it states one."""
    text = " ".join(sentence.split())
    letters = [sign for sign in text if sign.isalpha()]
    if letters and all(map(str.isupper, letters)) and not any(map(str.isdigit, text)):
        return "heading"
    stated = {one.kind for one in particulars(text, language)}
    return next(
        (kind.name for kind in _KINDS if kind.pattern.search(text) and stated <= kind.allows), ""
    )


def label_of(kind: str) -> str:
    """What people read about a sentence that needs no fact."""
    return str(_LABELS[kind])
