"""Wordings that look for a culprit instead of a cause, in both languages, with a way out.

A pattern stands for a habit of speech, not for a word: "lỗi của hệ thống" and "we should have a
list" accuse nobody. `NAME` stands for the name of a person of the case; rules with it ask whether a
named person is tied to a fault.
"""

from __future__ import annotations

from typing import NamedTuple

from django.utils.translation import gettext_lazy as _

#: Things that may be at fault without anybody being blamed.
_THINGS_VI = (
    r"(?:hệ\s+thống|quy\s+trình|phần\s+mềm|mạng|máy|công\s+cụ|mẫu|tài\s+liệu|thiết\s+bị|đường\s+truyền|"
    r"khâu|bước|giai\s+đoạn|cấu\s+hình|ứng\s+dụng|dữ\s+liệu|tổng\s+đài|thiết\s+kế|thời\s+tiết|đợt|lô)"
)
_PEOPLE_VI = r"(?:anh|chị|ông|bà|cô|chú|em|bạn|nó|họ|đội|nhóm|phòng|ca\s+trực|người|nhân\s+viên|lãnh\s+đạo|sếp|trưởng)"
_FAULT_VI = (
    r"(?:quên|bỏ\s+sót|bỏ\s+quên|làm\s+sai|nói\s+sai|nhầm|làm\s+hỏng|không\s+chịu|chậm\s+trễ|chậm\s+chạp|"
    r"lề\s+mề|cẩu\s+thả|tắc\s+trách|chủ\s+quan|vô\s+trách\s+nhiệm|gây\s+ra|thiếu\s+trách\s+nhiệm)"
)
_PEOPLE_EN = r"(?:he|she|they|you|who(?:ever)?|(?:the\s+)?(?:team|manager|lead|writer|lawyer|staff|person|shift|boss))"
_FAULT_EN = (
    r"(?:forgot|neglected|ignored|overlooked|messed\s+up|screwed\s+up|dropped\s+the\s+ball|blew\s+it|"
    r"was\s+careless|were\s+careless|was\s+lazy|were\s+lazy|was\s+too\s+slow|were\s+too\s+slow|"
    r"did(?:n['’]t|\s+not)\s+bother|got\s+it\s+wrong|made\s+a\s+mistake)"
)


class Rule(NamedTuple):
    """A habit of speech: its patterns, why it harms, what to write instead."""

    key: str
    patterns: tuple[str, ...]
    why: object
    rewrite: object


RULES: tuple[Rule, ...] = (
    Rule(
        "hindsight",
        (
            r"\b(?:lẽ\s+ra|đáng\s+lẽ|đáng\s+ra|đáng\s+lý)(?:\s+\w+){0,3}?\s+(?:phải|nên|đã)\b",
            r"\bphải\s+biết\s+trước\b",
            (
                r"\b(?:should|ought\s+to|could|must)(?:\s+not|n['’]t)?\s+have\s+(?:\w+(?:ed|en|wn|ne)\b|known\b|"
                r"told\b|said\b|sent\b|seen\b|been\b|gone\b|caught\b|thought\b|kept\b|made\b|put\b|read\b|"
                r"left\b|asked\b|called\b|let\b|held\b|met\b|got\b|had\b)"
            ),
        ),
        _("It judges by what is known only now."),
        _("Write what was known at that moment, and what was missing to decide otherwise."),
    ),
    Rule(
        "fault_of",
        (
            rf"\b(?:do\s+)?lỗi\s+(?:là\s+)?(?:của|tại|do|ở)\s+(?!{_THINGS_VI}\b)\w+",
            rf"\b(?:tại|do)\s+{_PEOPLE_VI}\s+(?:\w+\s+){{0,2}}?(?:mà|nên)\b",
            r"\bđổ\s+(?:lỗi|tại)\b",
            rf"\b(?:his|her|their|your|{_PEOPLE_EN}['’]s)\s+(?:own\s+)?(?:fault|mistake|negligence)\b",
            r"\b(?:is|was|are|were)\s+to\s+blame\b",
            r"\bblame[ds]?\s+(?:him|her|them|you|the\s+(?:team|lead|writer|manager|shift))\b",
        ),
        _("It names a culprit, and a culprit ends the search for the cause."),
        _(
            "Write which step, tool or information was missing, so that anybody would have erred here."
        ),
    ),
    Rule(
        "failed_to",
        (
            r"\bkhông\s+(?:chịu|thèm|buồn)\s+\w+",
            r"\b(?:fail(?:ed|s|ure)|neglected|refused)\s+to\s+\w+",
            r"\bnever\s+bothered\b",
        ),
        _("It says what somebody did not do, not what kept them from it."),
        _("Write what was done instead, and what made that seem right at that moment."),
    ),
    Rule(
        "character",
        (
            (
                r"\b(?:cẩu\s+thả|tắc\s+trách|lười(?:\s+biếng)?|kém\s+cỏi|vô\s+trách\s+nhiệm|thiếu\s+trách\s+nhiệm|"
                r"vô\s+ý\s+thức|ngu\s+ngốc|bất\s+cẩn|lơ\s+là|chểnh\s+mảng|làm\s+ăn\s+ẩu|quá\s+chủ\s+quan)\b"
            ),
            (
                r"\b(?:careless(?:ly|ness)?|sloppy|lazy|incompetent|irresponsible|negligent|stupid|clueless|"
                r"unprofessional|reckless(?:ly)?)\b"
            ),
        ),
        _("It judges a person's character; a process cannot mend that."),
        _(
            "Write what happened and under which load: who was alone, for how long, with what information."
        ),
    ),
    Rule(
        "person_at_fault",
        (
            rf"\b{_PEOPLE_VI}(?:\s+ấy|\s+ta|\s+đó|\s+trực|\s+soạn)?\s+(?:đã\s+|lại\s+|cứ\s+)?{_FAULT_VI}\b",
            rf"\b{_PEOPLE_EN}\s+(?:just\s+|simply\s+|again\s+)?{_FAULT_EN}\b",
            rf"NAME\s+(?:đã\s+|lại\s+|cứ\s+)?{_FAULT_VI}\b",
            rf"NAME\s+(?:just\s+|simply\s+|again\s+)?{_FAULT_EN}\b",
            r"NAME(?:['’]s)?\s+(?:fault|mistake|error)\b",
        ),
        _("It ties a person to a fault."),
        _("Name the role and the step, and write why the step could go wrong."),
    ),
)
