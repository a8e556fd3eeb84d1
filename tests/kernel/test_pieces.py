"""Long bodies leave an asynchronous server piece by piece."""

from __future__ import annotations

from asgiref.sync import async_to_sync

from crisisdesk.kernel.pages import in_pieces


def test_no_piece_is_made_before_the_one_before_it_has_left():
    log = []

    def made():
        for number in range(3):
            log.append(f"made {number}")
            yield str(number)

    async def send():
        pieces = in_pieces(made())
        while (piece := await anext(pieces, None)) is not None:
            log.append(f"sent {piece}")

    async_to_sync(send)()

    assert log == ["made 0", "sent 0", "made 1", "sent 1", "made 2", "sent 2"]
