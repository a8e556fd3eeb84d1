"""The demo's evidence: a drawn post, a check and a complaint to a platform, made by the worker."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw

from desk.dossier import asking
from desk.dossier.choice import Choice, usual
from incidents.enums import DossierPurpose
from incidents.services import evidence

if TYPE_CHECKING:
    from incidents.models import Incident
    from teams.models import User

PURPOSE = DossierPurpose.PLATFORM
LETTER = {
    "recipient": "Bộ phận xử lý khiếu nại của nền tảng (mẫu)",
    "subject": "Nội dung sai về sữa tươi Suối Xanh",
    "account": "Bài đăng nói sữa tươi Suối Xanh pha từ sữa bột. Biên bản kiểm tra độc lập cho thấy không phải.",
    "rule": "Quy tắc cộng đồng về thông tin sai sự thật (mẫu)",
    "request": "Đề nghị gắn nhãn hoặc gỡ bài đăng.",
    "place": "Hà Nội",
}


def seed(case: Incident, lead: User, writer: User) -> None:
    """A picture of an invented post, and what is made of it."""
    evidence.add_many(
        case, actor=writer, title="Ảnh chụp bài đăng (hình vẽ mẫu)", files=[_post()],
        captured_how="chụp toàn màn hình", device="điện thoại trực", place="phòng trực",
    )  # fmt: skip
    asking.check_now(case, actor=lead)
    items = list(case.evidence.values_list("pk", flat=True))
    asking.ask(
        case, actor=lead, purpose=PURPOSE, language="vi",
        choice=Choice(usual(PURPOSE), items, letter=LETTER),
    )  # fmt: skip


def _post() -> SimpleUploadedFile:
    """Grey bars in the place of words: nobody said this."""
    picture = Image.new("RGB", (720, 480), "#f4f5f7")
    pen = ImageDraw.Draw(picture)
    pen.rectangle((40, 40, 680, 440), fill="white", outline="#c8ccd2", width=2)
    pen.ellipse((64, 64, 124, 124), fill="#c8ccd2")
    for at, width in ((76, 260), (104, 160), (170, 560), (204, 520), (238, 360), (300, 560)):
        left = 144 if at < 150 else 64  # noqa: PLR2004 -- beside the head, below it from the edge
        pen.rectangle((left, at, left + width, at + 14), fill="#d9dde3")
    out = io.BytesIO()
    picture.save(out, "PNG")
    return SimpleUploadedFile("bai-dang.png", out.getvalue(), "image/png")
