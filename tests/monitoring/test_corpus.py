"""The training texts written for this project, and the models made of them."""

import unicodedata
from collections import Counter

import numpy as np
import pytest

from monitoring.understanding import language, shipped
from monitoring.understanding.corpus import compose
from monitoring.understanding.linear import Linear
from monitoring.understanding.sentiment import dense
from monitoring.understanding.sentiment import model as sentiment

CORPUS = shipped.corpus()
MEGABYTE = 1_000_000
SHIPPED = (sentiment.MODEL, sentiment.VIETNAMESE)


def test_rebuilding_gives_the_same_bytes(tmp_path):
    compose.write(tmp_path / "corpus.tsv")

    assert (tmp_path / "corpus.tsv").read_bytes() == compose.CORPUS.read_bytes()


def test_no_text_occurs_twice():
    counts = Counter(text.casefold() for text in CORPUS.texts)

    assert [text for text, count in counts.items() if count > 1] == []


def test_every_text_is_nfc_and_on_one_line():
    assert [text for text in CORPUS.texts if unicodedata.normalize("NFC", text) != text] == []
    assert [text for text in CORPUS.texts if not text.strip() or set(text) & set("\t\n\r")] == []


def test_no_placeholder_is_left():
    assert [text for text in CORPUS.texts if "{" in text] == []


def test_labels_are_balanced_within_each_language():
    counts = Counter(zip(CORPUS.languages, CORPUS.labels, strict=True))

    for spoken in compose.LANGUAGES:
        sizes = [counts[spoken, label] for label in compose.LABELS]
        assert max(sizes) <= 1.05 * min(sizes)


def test_the_corpus_is_as_large_as_its_datasheet_says():
    spoken = Counter(CORPUS.languages)
    written = Counter(
        spoken
        for spoken, origin in zip(CORPUS.languages, CORPUS.origins, strict=True)
        if origin == "written"
    )

    assert spoken["vi"] >= 4000
    assert spoken["en"] >= 3000
    assert min(written.values()) >= 400
    table = (compose.HERE / "DATASHEET.md").read_text(encoding="utf-8")
    assert f"| all | {spoken['vi']:,} | {spoken['en']:,} |" in table


def test_the_shipped_models_were_trained_on_this_corpus():
    for path in SHIPPED:
        assert Linear.load(path).meta["corpus"] == shipped.digest()
    assert Linear.load(language.MODEL).meta["corpus"] == shipped.digest()
    assert dense.Dense.load(dense.SHIPPED).meta["corpus"] == shipped.digest()


def test_the_shipped_models_are_small():
    sizes = [path.stat().st_size for path in (*SHIPPED, language.MODEL)]
    assert sum(sizes) < 8 * MEGABYTE


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_a_model_file_is_the_same_after_a_round_trip(tmp_path, path):
    Linear.load(path).save(tmp_path / "again.npz")

    assert (tmp_path / "again.npz").read_bytes() == path.read_bytes()


def test_packed_scores_equal_a_plain_sum_over_the_model():
    model = Linear.load(sentiment.MODEL)
    table = model.table()
    first = ((table + (1 << 21)) & ((1 << 22) - 1)) - (1 << 21)

    assert np.array_equal(first[model.buckets], model.pulls[:, 0])
    assert table[0] == 0


def test_reviews_by_hand_name_several_things():
    lengths = [
        len(text.split())
        for text, origin in zip(CORPUS.texts, CORPUS.origins, strict=True)
        if origin == "review"
    ]

    assert len(lengths) >= 250
    assert min(lengths) >= 14
