"""A case with evidence, words and secrets, and dossiers made of it by the real worker."""

from __future__ import annotations

import io
import shutil
import zipfile
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import override_settings
from PIL import Image

from crisisdesk.kernel.clock import now
from desk.dossier import asking, making
from desk.dossier.choice import Choice, usual
from incidents.enums import Axis
from incidents.models import Incident
from incidents.services import decisions, evidence, facts, notes, severity
from incidents.services.opening import open_incident
from incidents.services.team import name_lead
from monitoring.models import Mention, Source
from teams.models import Brand, Role, User
from tests import worlds
from tests.conftest import person

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from incidents.models import Dossier

SECRET = "hồ sơ luật sư 4417"
NOTE = "ghi chú nội bộ 8823"
AUTHOR = "Nguyễn Thị Bóc Phốt"


@dataclass
class World:
    """Keys of the rows that a module's tests share, and where their files are."""

    media: Path
    brand: int
    lead: int
    lan: int
    case: int


@pytest.fixture(scope="module")
def shared(
    request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: Any,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[World | None]:  # fmt: skip
    """The case, once for a module; nothing where each test needs one of its own."""
    if not worlds.can_stand(request):
        yield None
        return
    with worlds.standing(django_db_blocker):
        made = build(tmp_path_factory.mktemp("media"))
        worlds.settle()
        yield made


@pytest.fixture
def world(shared: World | None, db: None, tmp_path: Path) -> World:
    """The shared one, or one that was built for this test."""
    return shared or build(tmp_path)


def build(media: Path) -> World:
    brand = Brand.objects.create(
        slug="sao-mai", name="Sao Mai", short_name="Sao Mai", hotline="1900 0000",
        official_channel="facebook.com/saomai.example", press_contact="press@saomai.example",
        quiet_minutes=2,
    )  # fmt: skip
    lead = person(brand, "Ngô Hải Yến", Role.MEMBER)
    lan = person(brand, "Phạm Thị Lan", Role.LEGAL)
    with override_settings(MEDIA_ROOT=media):
        made = case_of(brand, lead, lan)
    return World(media, brand.pk, lead.pk, lan.pk, made.pk)


@pytest.fixture
def brand(world: World) -> Brand:
    return Brand.objects.get(pk=world.brand)


@pytest.fixture
def lead(world: World) -> User:
    return User.objects.get(pk=world.lead)


@pytest.fixture
def lan(world: World) -> User:
    return User.objects.get(pk=world.lan)


@pytest.fixture
def case(world: World, media: Path) -> Incident:
    """With copies of its files, for a test may change them."""
    if world.media != media:
        shutil.copytree(world.media, media, dirs_exist_ok=True)
    return Incident.objects.get(pk=world.case)


@pytest.fixture(autouse=True)
def media(tmp_path: Path) -> Iterator[Path]:
    with override_settings(MEDIA_ROOT=tmp_path):
        yield tmp_path


def picture(color: str = "navy") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (900, 600), color).save(out, "JPEG")
    return out.getvalue()


def add(case: Incident, actor: User, name: str, content: bytes, **more: Any) -> Any:
    file = SimpleUploadedFile(name, content, "image/jpeg" if b"JFIF" in content[:20] else "a/b")
    given = {"title": f"Mục {name}", **more}
    return evidence.add_many(case, actor=actor, files=[file], **given)[0]


def case_of(brand: Brand, lead: User, lan: User) -> Incident:
    """One picture, one link, one privileged file; facts, a decision, notes, a post."""
    made = open_incident(brand=brand, title="Sữa có mùi lạ", actor=lead, reporter="Lan")
    made = name_lead(made, lead, actor=lead)
    add(made, lead, "ảnh chụp màn hình.jpg", picture(), title="Ảnh bài đăng gốc",
        device="iPhone 15", place="Hà Nội")  # fmt: skip
    evidence.add_many(
        made, actor=lead, title="Bài trên diễn đàn", files=[], url="https://voz.example/t/1"
    )
    add(made, lan, "thu.txt", SECRET.encode(), title=f"Thư {SECRET}", visibility="privileged")
    facts.add_fact(made, actor=lan, text_vi=f"Theo {SECRET}", visibility="privileged")
    facts.add_fact(made, actor=lead, text_vi="Lô 12 sản xuất ngày 3/11", visibility="public")
    notes.add(made, actor=lead, text=NOTE)
    notes.add(made, actor=lan, text=f"Rủi ro {SECRET}", visibility="privileged")
    decisions.decide(made, actor=lead, text="Dừng bán lô 12", reason="an toàn trước hết")
    source = Source.objects.create(brand=brand, key="voz", name="Voz")
    Mention.objects.create(
        brand=brand, source=source, external_id="1", author=AUTHOR, reach=1200, platform="forum",
        text=f"{AUTHOR} kể: sữa có mùi lạ, gọi 0903 111 222", text_key="x", posted_at=now(),
        label="negative", incident=made, url="https://voz.example/t/1#p1",
    )  # fmt: skip
    return made


@pytest.fixture
def ask(lead: User) -> Callable[..., Dossier]:
    """Ask for a dossier of all that the purpose may hold."""

    def one(
        case: Incident, purpose: str = "own", *, by: User | None = None, **more: Any
    ) -> Dossier:
        language, private = more.pop("language", "vi"), more.pop("privileged", False)
        rows = case.evidence.all() if private else case.evidence.exclude(visibility="privileged")
        letter = {"recipient": "Sở Thông tin", "subject": "Vụ sữa", **more.pop("letter", {})}
        given = {"sections": usual(purpose), "evidence": [row.pk for row in rows], **more}
        return asking.ask(
            case, actor=by or lead, purpose=purpose, language=language, privileged=private,
            choice=Choice(letter=letter, **given),
        )  # fmt: skip

    return one


@pytest.fixture
def make(ask: Callable[..., Dossier]) -> Callable[..., Dossier]:
    """The same, made by the worker."""

    def one(case: Incident, purpose: str = "own", **more: Any) -> Dossier:
        dossier = ask(case, purpose, **more)
        making.work("Dossier", dossier.pk)
        dossier.refresh_from_db()
        assert dossier.state == "ready", dossier.problem
        return dossier

    return one


def unzipped(dossier: Dossier, media: Path, to: Path) -> Path:
    """The archive, unpacked; its one folder."""
    with zipfile.ZipFile(media / dossier.path) as archive:
        archive.extractall(to)
    (folder,) = to.iterdir()
    return folder


def words_of(folder: Path) -> str:
    """All the words of the PDF."""
    from pypdf import PdfReader

    (pdf,) = folder.glob("*.pdf")
    return "\n".join(page.extract_text() for page in PdfReader(pdf).pages)


@pytest.fixture
def said(case: Incident, lead: User, minh: User, phuong: User) -> Any:
    """A public holding statement of the case, approved and published."""
    from statements.models import Statement
    from statements.services import briefs, drafting, publishing, review
    from statements.services.drafting import Words

    severity.score(case, actor=lead, scores=dict.fromkeys(Axis.values, 1))
    briefs.waive(case, actor=lead, reason="đội đã họp trực tiếp")
    words = drafting.draft(
        case, actor=minh, kind="holding",
        words=Words(
            text_vi="Chúng tôi đang kiểm tra và sẽ thông tin tiếp.",
            text_en="We are checking and will tell you more.",
            settings={"next_update_at": now() + timedelta(hours=3)},
        ),
    )  # fmt: skip
    review.submit(words, actor=minh)
    words = Statement.objects.get(pk=words.pk)
    review.view(words.version, phuong)
    review.approve(words, actor=phuong)
    publishing.publish(Statement.objects.get(pk=words.pk), actor=minh, typed=words.reference)
    return Statement.objects.get(pk=words.pk)
