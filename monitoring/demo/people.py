"""Invented handles, newspapers and how far each place reaches."""

from random import Random

NAMES = (
    "me.bong", "bo.ken", "nha.co.ba", "co.ut.ban.rau", "tiem.banh.la", "bep.nho.xinh", "anh.hai.xom",
    "meo.luoi", "hat.mua", "ca.com", "cay.khe", "ong.ngoai.tom", "be.ty", "gio.chieu", "long.den",
    "ao.mua.vang", "xe.dap.cu", "la.tre", "bun.rieu", "chim.se", "hoa.cuc", "ban.cong", "me.sua",
)  # fmt: skip
NAMES_EN = (
    "slow.kettle",
    "paper.kite",
    "corner.noodle",
    "rainy.roof",
    "two.scooters",
    "lazy.gecko",
)
PAPERS = ("Nhật báo Cầu Mây", "Tin Bến Sông", "Tạp chí Gian Bếp Nhỏ", "The Stilt House Courier")
REACH = {  # the middle of a wide spread
    "facebook": 240, "tiktok": 1_900, "zalo": 120, "voz": 420, "youtube": 2_600,
    "newspaper": 21_000, "threads": 180,
}  # fmt: skip


def author(source: str, language: str, dice: Random) -> str:
    if source == "newspaper":
        return PAPERS[-1] if language == "en" else dice.choice(PAPERS[:-1])
    return f"{dice.choice(NAMES if language == 'vi' else NAMES_EN)}.{dice.randint(10, 999)}"


def reach(source: str, dice: Random) -> int:
    return max(1, round(REACH[source] * dice.lognormvariate(0, 1.1)))
