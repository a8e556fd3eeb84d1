"""The generator: the same seed and moment give the same mentions, to the letter."""

import math
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from random import Random
from typing import NamedTuple
from zoneinfo import ZoneInfo

from .banks import bank, fill
from .people import author, reach

BRAND = "Sữa Suối Xanh"
WATCH_WORDS = ("Suối Xanh", "SuoiXanh", "Green Brook")
SECOND_BRAND = "Hàng không Sao Mai"
SECOND_WORDS = ("Sao Mai", "SaoMai")

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
QUIET_DAYS = 8
RUMOUR_DAYS = 3
RUMOURS = 26
ARRANGED = 24
STORM_LASTS = timedelta(hours=5)
PER_DAY = 150
# How a day goes, hour by hour; a quarter to a half of the average at night, noon and evening peaks.
RHYTHM = (
    0.30, 0.20, 0.15, 0.15, 0.20, 0.45, 0.90, 1.30, 1.35, 1.20, 1.10, 1.35,
    1.45, 1.15, 1.00, 1.00, 1.10, 1.20, 1.30, 1.70, 1.90, 1.70, 1.20, 0.65,
)  # fmt: skip
WEEKEND = 1.15


class Voice(NamedTuple):
    """A file of texts with its language, its places, and how much of the talk it is."""

    bank: str
    language: str
    sources: Sequence[str]
    weight: float = 1.0


RUMOUR = Voice("rumour", "vi", ("facebook", "facebook", "zalo", "threads", "voz"))
EVERYDAY = (
    Voice("quiet_vi", "vi", ("facebook", "facebook", "threads", "tiktok", "voz", "zalo"), 72),
    Voice("quiet_vi_bad", "vi", ("facebook", "facebook", "voz", "threads"), 13),
    Voice("quiet_en", "en", ("facebook", "threads"), 9),
    Voice("quiet_en_bad", "en", ("facebook", "threads"), 2),
    Voice("quiet_news", "vi", ("newspaper",), 3),
    Voice("quiet_news_en", "en", ("newspaper",), 1),
)


class Strand(NamedTuple):
    """One thread of the storm: when it begins, peaks and ends (minutes), and how many speak."""

    voice: Voice
    begins: int
    peaks: int
    ends: int
    count: int


STORM = (
    Strand(Voice("storm_thread", "vi", ("voz",)), 0, 45, 270, 50),
    Strand(Voice("storm_tiktok", "vi", ("tiktok",)), 40, 110, 290, 75),
    Strand(
        Voice("storm_vi", "vi", ("facebook", "facebook", "threads", "tiktok")), 50, 140, 295, 330
    ),
    Strand(Voice("storm_doubt", "vi", ("facebook", "voz", "threads")), 60, 170, 290, 38),
    Strand(Voice("storm_doubt_en", "en", ("facebook", "threads")), 100, 180, 290, 7),
    Strand(Voice("storm_zalo", "vi", ("zalo",)), 70, 125, 230, 95),
    Strand(Voice("storm_zalo_variants", "vi", ("zalo", "zalo", "facebook")), 75, 140, 270, 85),
    Strand(Voice("storm_en", "en", ("facebook", "threads")), 85, 160, 295, 75),
    Strand(Voice("storm_youtube", "vi", ("youtube",)), 95, 170, 290, 22),
    Strand(Voice("storm_reporters", "vi", ("facebook", "threads")), 100, 130, 250, 6),
    Strand(Voice("storm_reporters_en", "en", ("threads",)), 110, 150, 250, 2),
    Strand(Voice("storm_press", "vi", ("newspaper",)), 115, 180, 280, 12),
    Strand(Voice("storm_press_en", "en", ("newspaper",)), 150, 200, 280, 3),
    # The same call within minutes, by handles that never spoke before: somebody may arrange it.
    Strand(
        Voice("storm_arranged", "vi", ("facebook", "threads", "tiktok")), 102, 105, 109, ARRANGED
    ),
)


class Said(NamedTuple):
    at: datetime
    voice: Voice
    text: str


def generate(now: datetime, seed: int = 7) -> Iterator[dict]:
    """The quiet week and then the storm, which ends at this moment."""
    begins = now - STORM_LASTS
    yield from quiet_week(begins, seed)
    yield from storm(begins, seed)


def quiet_week(until: datetime, seed: int = 7) -> Iterator[dict]:
    """Eight ordinary days up to this moment."""
    dice = _dice("quiet", seed)
    begin = until - timedelta(days=QUIET_DAYS)
    yield from _mentions("q", _everyday(begin, until, dice), dice)


def rumour(until: datetime, seed: int = 7) -> Iterator[dict]:
    """A false claim that is passed on here and there in the last days before this moment."""
    dice = _dice("rumour", seed)
    begin = (until - timedelta(days=RUMOUR_DAYS)).astimezone(ZONE)
    apart = timedelta(days=RUMOUR_DAYS) / RUMOURS
    lines = bank(RUMOUR.bank)
    said = [
        Said(begin + apart * (turn + dice.uniform(0.1, 0.9)), RUMOUR, lines[turn % len(lines)])
        for turn in range(RUMOURS)
    ]
    yield from _mentions("r", said, dice)


def storm(begins: datetime, seed: int = 7) -> Iterator[dict]:
    """Five hours: a forum thread about lot L2107, and what becomes of it."""
    dice = _dice("storm", seed)
    first = Said(begins.astimezone(ZONE), STORM[0].voice, bank("storm_thread")[0])
    said = [first, *_everyday(begins, begins + STORM_LASTS, dice)]
    for strand in STORM:
        said.extend(_strand(strand, begins, dice))
    yield from _mentions("s", said, dice)


def second_brand(until: datetime, seed: int = 7) -> Iterator[dict]:
    """A dozen mentions of another brand in the same days."""
    dice = _dice("second", seed)
    said = []
    for line in bank("sao_mai"):
        language, source, text = line.split("\t")
        at = until - timedelta(minutes=dice.uniform(60, QUIET_DAYS * 24 * 60))
        said.append(Said(at.astimezone(ZONE), Voice("sao_mai", language, (source,)), text))
    yield from _mentions("m", said, dice)


def _dice(part: str, seed: int) -> Random:
    """Chance that can be repeated: a story is told, no secret is made."""
    return Random(f"{part} {seed}")  # noqa: S311


def _everyday(begin: datetime, end: datetime, dice: Random) -> Iterator[Said]:
    weights = [voice.weight for voice in EVERYDAY]
    hour = begin.astimezone(ZONE)
    while hour < end:
        share = RHYTHM[hour.hour] * (WEEKEND if hour.isoweekday() > 5 else 1)  # noqa: PLR2004
        for _ in range(_poisson(PER_DAY / 24 * share, dice)):
            at = hour + timedelta(seconds=dice.randrange(3600))
            voice = dice.choices(EVERYDAY, weights)[0]
            if at < end:
                yield Said(at, voice, _text(voice, dice))
        hour += timedelta(hours=1)


def _strand(strand: Strand, begins: datetime, dice: Random) -> Iterator[Said]:
    for _ in range(strand.count):
        minutes = dice.triangular(strand.begins, strand.ends, strand.peaks)
        at = begins + timedelta(seconds=int(60 * minutes) + 1)
        yield Said(at.astimezone(ZONE), strand.voice, _text(strand.voice, dice))


def _text(voice: Voice, dice: Random) -> str:
    return fill(dice.choice(bank(voice.bank)), voice.language, dice)


def _mentions(series: str, said: Iterator[Said] | list[Said], dice: Random) -> Iterator[dict]:
    for number, one in enumerate(sorted(said, key=lambda s: s.at), start=1):
        yield _mention(f"demo-{series}{number:05}", one, dice)


def _mention(identity: str, said: Said, dice: Random) -> dict:
    source = dice.choice(said.voice.sources)
    language = said.voice.language
    return {
        "external_id": identity,
        "source": source,
        "author": author(source, language, dice),
        "text": said.text,
        "posted_at": said.at.isoformat(timespec="seconds"),
        "language": language,
        "reach": reach(source, dice),
        "url": f"https://{source}.example/{identity}",
    }


def _poisson(mean: float, dice: Random) -> int:
    """How many, when so many are usual (Knuth's way; the means here are small)."""
    limit, product, count = math.exp(-mean), dice.random(), 0
    while product > limit:
        product *= dice.random()
        count += 1
    return count
