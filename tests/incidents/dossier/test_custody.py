"""Evidence is checked against file, row and sealed line; what does not hold is named (handbook G12)."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection, transaction
from django.utils import translation

from crisisdesk.kernel.clock import now
from crisisdesk.kernel.errors import Blocked, Forbidden
from incidents import custody, custody_words
from incidents.models import Dossier, Evidence
from incidents.selectors.evidence import remarks, withdrawn
from incidents.services import evidence
from incidents.services import remarks as remarking

if TYPE_CHECKING:
    from collections.abc import Callable

    from incidents.models import Incident
    from teams.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_media(tmp_path: Path, settings: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def case(make_case: Callable[..., Incident]) -> Incident:
    return make_case("responding")


def kept(case: Incident, actor: User, title: str, content: bytes = b"anh") -> Evidence:
    file = SimpleUploadedFile("ảnh.png", content, "image/png")
    return evidence.add_many(case, actor=actor, title=title, files=[file])[0]


def forge(table: str, sql: str, *values: Any) -> None:
    """SQL of somebody who also switched the triggers off."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute(sql, values)
        cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


def found(case: Incident) -> list[tuple[str, int]]:
    case.refresh_from_db()
    return [(fault.code, fault.number) for fault in custody.check(case).faults]


@pytest.fixture
def three(case: Incident, lead: User) -> list[Evidence]:
    pictures = [kept(case, lead, "Ảnh một", b"1"), kept(case, lead, "Ảnh hai", b"22")]
    url = "https://a.example/1"
    return [*pictures, *evidence.add_many(case, actor=lead, title="Bài đăng", files=[], url=url)]


def test_what_nobody_touched_holds(case: Incident, three: list[Evidence]) -> None:
    case.refresh_from_db()
    report = custody.check(case)

    assert (report.holds, report.items, report.bytes_read) == (True, 3, 3)
    last = case.timeline.last()
    assert (report.head_seq, report.head_digest) == (case.last_seq, last.digest)


def test_a_file_changed_on_disk_is_named(case: Incident, three: list[Evidence]) -> None:
    Path(three[1].file.path).write_bytes(b"23")

    assert found(case) == [("file_changed", 2)]
    with translation.override("vi"):
        said = custody_words.sentence(custody.check(case).faults[0].as_dict())
    assert "Ảnh hai" in said


def test_a_missing_file_is_named(case: Incident, three: list[Evidence]) -> None:
    Path(three[0].file.path).unlink()

    assert found(case) == [("file_missing", 1)]


def test_files_that_changed_places_are_both_named(case: Incident, three: list[Evidence]) -> None:
    Path(three[0].file.path).write_bytes(b"22")
    Path(three[1].file.path).write_bytes(b"1")

    assert found(case) == [("file_swapped", 1), ("file_swapped", 2)]
    assert [fault.found for fault in custody.check(case).faults] == ["2", "1"]


@pytest.mark.parametrize(
    ("column", "value", "codes"),
    [
        ("title", "Ảnh khác", ["row_changed"]),
        ("captured_at", "2020-01-01T00:00:00Z", ["row_changed"]),
        ("device", "máy khác", ["row_changed"]),
        ("sha256", "0" * 64, ["row_changed"]),
        ("file_name", "khac.png", ["row_changed"]),
        ("visibility", "public", ["row_changed"]),
    ],
)
def test_a_changed_row_is_named(
    case: Incident, three: list[Evidence], column: str, value: str, codes: list[str]
) -> None:
    forge("incidents_evidence",
          f"UPDATE incidents_evidence SET {column} = %s WHERE id = %s", value, three[1].pk)  # fmt: skip

    assert found(case) == [(code, 2) for code in codes]


def test_a_row_with_another_file_and_its_digest_is_named(
    case: Incident, three: list[Evidence]
) -> None:
    """Row and file agree with each other; the line does not agree with them."""
    forge(
        "incidents_evidence",
        "UPDATE incidents_evidence SET file = %s, sha256 = %s WHERE id = %s",
        three[0].file.name, three[0].sha256, three[1].pk,
    )  # fmt: skip

    assert found(case) == [("row_changed", 2), ("file_swapped", 2)]


def test_a_changed_link_is_named(case: Incident, three: list[Evidence]) -> None:
    forge("incidents_evidence",
          "UPDATE incidents_evidence SET url = %s WHERE id = %s", "https://b.example/", three[2].pk)  # fmt: skip

    assert found(case) == [("row_changed", 3), ("link_changed", 3)]


def test_a_changed_line_is_named_with_its_item(case: Incident, three: list[Evidence]) -> None:
    line = case.timeline.get(data__evidence=three[1].pk)
    forge("incidents_timelineentry",
          "UPDATE incidents_timelineentry SET at = at - interval '1 day' WHERE id = %s", line.pk)  # fmt: skip

    assert found(case) == [("line_changed", 2)]


def test_a_removed_item_is_named_by_its_line(case: Incident, three: list[Evidence]) -> None:
    line = case.timeline.get(data__evidence=three[1].pk)
    forge("incidents_evidence", "DELETE FROM incidents_evidence WHERE id = %s", three[1].pk)

    assert [(f.code, f.seq) for f in custody.check(case).faults] == [("row_missing", line.seq)]


def test_an_item_put_in_past_the_desk_is_named(
    case: Incident, three: list[Evidence], lead: User
) -> None:
    Evidence.objects.create(
        incident=case, kind="link", title="Thêm", url="https://c.example/", by=lead,
        sha256="6" * 64,
    )  # fmt: skip

    assert found(case) == [("line_missing", 4), ("link_changed", 4)]


def test_a_chain_written_anew_differs_from_a_dossier_that_left(
    case: Incident, three: list[Evidence], lead: User
) -> None:
    Dossier.objects.create(
        incident=case, number=1, purpose="own", language="vi", by=lead, head_seq=2,
        head_digest="f" * 64,
    )  # fmt: skip

    assert [fault.code for fault in custody.check(case).faults] == ["head_changed"]


def test_items_older_than_seals_are_held_to_what_their_line_says(
    case: Incident, three: list[Evidence]
) -> None:
    line = case.timeline.get(data__evidence=three[0].pk)
    old = {"evidence_kind": "screenshot", "sha256": three[0].sha256, "visibility": "internal"}
    assert custody._as_written(three[0], old)
    assert not custody._as_written(three[0], {**old, "sha256": "1" * 64})
    assert "seal" in line.data


def test_evidence_never_changes_nor_goes(case: Incident, three: list[Evidence]) -> None:
    for act in (three[0].delete, lambda: Evidence.objects.update(title="khác")):
        with pytest.raises(DatabaseError), transaction.atomic():
            act()


def test_what_came_of_a_dossier_is_written_once(case: Incident, lead: User) -> None:
    made = Dossier.objects.create(
        incident=case, number=1, purpose="own", language="vi", by=lead, state="ready",
        sha256="a" * 64,
    )  # fmt: skip

    for change in ({"sha256": "b" * 64}, {"choice": {"x": 1}}, {"faults": [1]}):
        with pytest.raises(DatabaseError), transaction.atomic():
            Dossier.objects.filter(pk=made.pk).update(**change)
    Dossier.objects.filter(pk=made.pk).update(state="removed", removed_at=now())


def test_later_words_are_lines_and_the_item_stays(
    case: Incident, three: list[Evidence], lead: User
) -> None:
    remarking.add(three[0], actor=lead, text="Chụp lại từ điện thoại")
    remarking.withdraw(three[0], actor=lead, reason="trùng với mục hai")

    case.refresh_from_db()
    assert [line.note.text for line in remarks(case)[three[0].pk]] == [
        "Chụp lại từ điện thoại",
        "trùng với mục hai",
    ]
    assert withdrawn(case) == {three[0].pk}
    assert custody.check(case).holds
    with pytest.raises(Blocked):
        remarking.withdraw(three[0], actor=lead, reason="lần nữa")


def test_words_on_privileged_evidence_are_privileged(
    case: Incident, lead: User, lan: User, minh: User
) -> None:
    secret = evidence.add_many(
        case, actor=lan, title="Thư", files=[], url="https://a.example/", visibility="privileged"
    )[0]
    with pytest.raises(Forbidden):
        remarking.add(secret, actor=minh, text="thấy rồi")

    line = remarking.add(secret, actor=lan, text="bản gốc ở văn phòng")

    assert (line.note.visibility, line.data["visibility"]) == ("privileged", "privileged")


def test_several_files_are_several_items(case: Incident, lead: User) -> None:
    files = [SimpleUploadedFile(f"{n}.png", b"%d" % n, "image/png") for n in range(3)]

    made = evidence.add_many(case, actor=lead, title="Bình luận", files=files, device="iPhone 15")

    assert [one.title for one in made] == [f"Bình luận ({n}/3)" for n in (1, 2, 3)]
    assert {one.device for one in made} == {"iPhone 15"}
    assert len({one.sha256 for one in made}) == 3
