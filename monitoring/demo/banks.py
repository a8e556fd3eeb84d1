"""The hand-written texts, and the words that fill their gaps. All of it is invented."""

from functools import cache
from pathlib import Path
from random import Random
from string import Formatter

from crisisdesk.kernel.text import nfc

FOLDER = Path(__file__).with_name("texts")

PRODUCTS = {
    "vi": ("sữa tươi tiệt trùng", "sữa thanh trùng", "sữa chua uống", "sữa ít đường"),
    "en": ("fresh milk", "long-life milk", "drinking yogurt"),
}
PLACES = (
    "Thủ Đức", "Gò Vấp", "quận 7", "Cầu Giấy", "Hà Đông", "Hải Châu", "Ninh Kiều", "Biên Hoà",
    "Đà Lạt", "Vinh", "Quy Nhơn", "Mỹ Tho",
)  # fmt: skip
PRICES = ("31 nghìn", "32 nghìn", "34 nghìn", "36 nghìn")
PRICES_EN = ("31,000", "32,000", "34,000", "36,000")
VOLUMES = ("110 ml", "180 ml", "một lít")


@cache
def bank(name: str) -> tuple[str, ...]:
    """The lines of one file of texts."""
    lines = (FOLDER / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    return tuple(nfc(line.strip()) for line in lines if line.strip())


def fill(text: str, language: str, dice: Random) -> str:
    """The text with its gaps filled and its first letter large."""
    if not any(name for _, name, _, _ in Formatter().parse(text)):
        return text
    said = text.format(
        product=dice.choice(PRODUCTS[language]),
        place=dice.choice(PLACES),
        price=dice.choice(PRICES if language == "vi" else PRICES_EN),
        volume=dice.choice(VOLUMES),
        percent=dice.choice((10, 15, 20, 25)),
        months=dice.randint(3, 20),
        count=dice.randint(2, 9),
    )
    return said[0].upper() + said[1:]
