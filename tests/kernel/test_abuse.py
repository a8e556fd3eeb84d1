"""What is covered before it is read, and above all what is not."""

from __future__ import annotations

import pytest

from crisisdesk.kernel.abuse import Kind, kinds_in
from crisisdesk.kernel.abuse.reading import BadRule, rule, rules

ABUSIVE = {
    Kind.THREAT: (
        "tao sẽ giết cả nhà mày",
        "Tao sẽ qua tận nơi chém mày",
        "giết hết chúng mày",
        "tao se giet may",
        "giet ca nha may di",
        "đốt văn phòng chúng nó đi",
        "Đốt sạch cửa hàng bọn nó!!!",
        "dot cua hang chung no",
        "mày chết đi",
        "đi chết đi cho rảnh nợ",
        "tự tử đi mày ơi",
        "tao biết nhà mày ở đâu",
        "tao biet nha may",
        "tạt axit vào mặt nó",
        "xin tí huyết thằng giám đốc",
        "I will kill you",
        "I'm gonna find and kill you all",
        "kill yourself",
        "KYS already",
        "hope your whole family dies",
        "I know where you live",
        "someone should burn their office down: burn their office",
        "You're dead meat",
    ),
    Kind.SEXUAL: (
        "con đĩ này",
        "đồ điếm thối",
        "bú cặc tao đi",
        "cái mặt như lồn",
        "suck my dick",
        "you filthy whore",
        "show us your tits",
    ),
    Kind.INSULT: (
        "địt mẹ mày",
        "dit me may",
        "đ.ị.t mẹ chúng mày",
        "địttttt mẹ",
        "đị\u200bt mẹ nó",
        "đm mày",
        "dm chung may",
        "ĐMM",
        "đụ má mày",
        "con mẹ mày",
        "đồ chó",
        "lũ chó má",
        "bọn óc chó",
        "thằng ngu",
        "ngu như bò",
        "lũ súc sinh",
        "đồ khốn nạn",
        "câm mồm lại",
        "ăn cứt đi",
        "mặt loz",
        "mặt l0z",
        "fuck you",
        "f u c k you",
        "f*ck you all",
        "F.U.C.K you",
        "fucking idiots",
        "you are a piece of shit",
        "you son of a bitch",
    ),
    Kind.SLUR: (
        "bọn bắc kỳ chó",
        "thằng mọi rợ",
        "đồ bê đê",
        "đồ thiểu năng",
        "you faggot",
        "retards",
    ),
    Kind.GORE: (
        "bị phanh thây",
        "thi thể nạn nhân bị cháy đen",
        "não văng tung tóe",
        "máu me be bét",
        "mutilated bodies on the road",
        "body parts everywhere",
    ),
}
#: Anger, names, food, animals, news and places: all of it must stay readable at once.
HARMLESS = (
    # Criticism, also harsh and vulgar.
    "Dịch vụ tệ hại, làm ăn như cứt, không bao giờ mua nữa",
    "Quyết định ngu ngốc nhất tôi từng thấy",
    "Bọn lừa đảo, trả tiền lại đây",
    "Công ty khốn nạn thật, bán hàng giả",
    "vcl hàng lỗi mà không cho đổi",
    "đm chờ hai tiếng không ai nghe máy",
    "Lũ ăn cướp giữa ban ngày",
    "Tẩy chay ngay và luôn, sống thất đức",
    "Cút khỏi thị trường đi",
    "Đồ rác, dùng ba ngày hỏng",
    "You guys suck, worst airline ever",
    "This fucking app crashed again",
    "This phone is a piece of shit",
    "I hate this company and want my refund",
    "Damn idiots lost my bag",
    "This delay is killing me",
    "The queue is going to kill us all",
    # Food, animals, plants, goods.
    "Sữa hạt óc chó ngon, con mình rất thích",
    "Hạt óc chó và hạt điều",
    "Con chó nhà tôi bị ốm sau khi uống sữa",
    "Bọn chó con mới đẻ dễ thương quá",
    "Lũ chó nhà mình tranh nhau ăn",
    "Con chó đẻ được sáu con",
    "Lon bia và lon sữa",
    "lon sua nay bi phong",
    "Moi ruột cá rồi rửa sạch",
    "Chặt đầu cá, bỏ mang",
    "Trứng cút lộn xào me",
    "Mắm ruột cá, cá lóc nướng trui",
    "chicken breast and cock-a-leekie soup",
    "fire retardant coating",
    "a chink in the armor",
    # Names and places.
    "Anh Đỗ Quang Địch và chị Du",
    "Cặp đôi đi Bưởi mua buổi sáng",
    "Công ty Dickinson ở Scunthorpe, Essex",
    "Ông Đụn, bà Đĩnh, xã Lộn Sơn",
    "Mr. Cockburn and Ms. Dyke, Penistone Road",
    "Nguyễn Thị Điểm, phường Mọi Nhơn",
    # Words that lose their meaning with their accents.
    "con cac ban thi sao, cho minh hoi",
    "di du lich voi me may bay tre",
    "me may la ai vay chi",
    "tu tu di dung voi",
    "thang cho hang thang nay",
    "do di cham nen den muon",
    "cho con mọi thứ tốt nhất",
    "ngủ ngon nhé cả nhà",
    "Đeo khẩu trang vào vai",
    "Mẹ ơi, mẹ mày đâu rồi con",
    "Gửi dm cho shop nhé",
    "cc sếp và gửi mail",
    "Xử lý khiếu nại của khách, xử phạt nhà phân phối",
    "Mày đi đâu đấy, tao chờ mãi",
    # News.
    "Công an bắt nghi phạm giết người, cướp tài sản",
    "Nạn nhân bị hiếp dâm đã tố cáo",
    "Cháy lớn tại văn phòng công ty, không ai chết",
    "Người đàn ông tự tử được cứu sống",
    "Khủng bố đánh bom tại chợ, nhiều người chết",
    "Suspect arrested after killing three people",
    "Bomb threat closes the airport",
    "Suicide prevention hotline: you are not alone",
    "The plane crashed; all on board are feared dead",
    "",
)


@pytest.mark.parametrize(
    ("kind", "text"), [(kind, text) for kind, texts in ABUSIVE.items() for text in texts]
)
def test_abuse_is_covered_and_named(kind, text):
    assert kind in kinds_in(text)


@pytest.mark.parametrize("text", HARMLESS)
def test_criticism_names_food_and_news_stay_readable(text):
    assert kinds_in(text) == ()


@pytest.mark.parametrize("kind", list(Kind))
def test_abuse_inside_a_long_post_is_found(kind):
    text = "Hôm nay tôi đi mua sữa. " * 40 + ABUSIVE[kind][0] + ". Xin cảm ơn." * 30

    assert kind in kinds_in(text)


def test_the_gravest_is_named_first():
    assert kinds_in("Đồ chó, tao sẽ giết cả nhà mày")[:2] == (Kind.THREAT, Kind.INSULT)


def test_every_rule_has_a_kind_and_a_reason_and_no_two_are_the_same():
    patterns = [(rule.reading, rule.pattern.pattern) for rule in rules()]

    assert {rule.kind for rule in rules()} == {kind.value for kind in Kind}
    assert all(len(rule.why.split()) > 1 for rule in rules())
    assert len(patterns) == len(set(patterns))


@pytest.mark.parametrize(
    "line", ["insult | accents | x", "insult | folded | x | y", "a | bare | x? | y"]
)
def test_a_line_that_is_no_rule_is_refused(line):
    with pytest.raises(BadRule):
        rule(line)


def test_a_hostile_text_costs_little():
    import time

    text = "tao " * 100_000
    began = time.perf_counter()
    kinds_in(text)

    assert time.perf_counter() - began < 1
