"""How an invented public says a thing: openings and endings around the author's own words."""

from __future__ import annotations

from crisisdesk.kernel.vocabulary import Sentiment

_WAYS: dict[str, dict[str, tuple[str, ...]]] = {
    "vi": {
        Sentiment.NEGATIVE: (
            "{words}",
            "Quá thất vọng. {words}",
            "Chia sẻ để mọi người biết: {words}",
            "{words} Bao giờ công ty mới chịu lên tiếng?",
            "Nhà mình cũng đang dùng, giờ thì sợ thật. {words}",
            "{words} Im lặng là coi thường khách hàng.",
            "Ai còn bênh nữa không? {words}",
            "Từ nay xin phép không mua nữa. {words}",
        ),
        Sentiment.NEUTRAL: (
            "Có ai biết thực hư thế nào không: {words}",
            "{words} Nguồn ở đâu vậy mọi người?",
            "Hóng thông tin chính thức. {words}",
            "{words} Chưa biết đúng sai ra sao.",
            "Đọc được trên nhóm khác: {words}",
        ),
        Sentiment.POSITIVE: (
            "Chờ công ty trả lời đã, đừng vội kết luận. {words}",
            "Mình dùng mấy năm nay không sao cả. {words}",
            "Bình tĩnh, xem họ xử lý thế nào. {words}",
        ),
    },
    "en": {
        Sentiment.NEGATIVE: (
            "{words}",
            "So disappointed. {words}",
            "Sharing so that everybody knows: {words}",
            "{words} When will the company say something?",
            "We use it at home too, and now I am afraid. {words}",
            "{words} Saying nothing is contempt for customers.",
            "Does anybody still defend them? {words}",
            "I will not buy it again. {words}",
        ),
        Sentiment.NEUTRAL: (
            "Does anybody know whether this is true: {words}",
            "{words} Where does this come from?",
            "Waiting for an official word. {words}",
            "{words} No idea whether that is right.",
            "Read this in another group: {words}",
        ),
        Sentiment.POSITIVE: (
            "Let them answer first, do not jump to conclusions. {words}",
            "I have used it for years without trouble. {words}",
            "Stay calm and see how they handle it. {words}",
        ),
    },
}

#: Invented, and visibly so: no account of anybody can be meant.
_AUTHORS = "diễn tập {number:04d}"


def said(words: str, mood: str, place: int, language: str) -> str:
    """The words as the `place`-th person of this mood says them; none where there are none."""
    if not words:
        return ""
    ways = _WAYS[language][mood]
    return ways[(place // 2) % len(ways)].format(words=words)


def author(place: int) -> str:
    return _AUTHORS.format(number=place + 1)
