"""Posts pour in by the story's clock, seen by the players and met by nothing that is real."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest
import time_machine

from crisisdesk.kernel.clock import now
from drills import posts, recordings, services
from drills.arrivals import recordings as shipped
from drills.enums import Arrives
from drills.models import DrillPost
from monitoring.enums import Platform
from monitoring.selectors import signals, spread
from monitoring.selectors.situation import heard_of
from tests.drills.stories import NOTE, POSTS, story


@pytest.fixture
def clock():
    with time_machine.travel(now(), tick=False) as moved:
        yield moved


@pytest.fixture
def play(brand, phuong, minh):
    def start(*injects, **more):
        return services.start(story(brand, *injects, **more), actor=phuong, players=[minh])

    return start


def flood(**details):
    return {"arrives": "posts", "details": {"count": 20, "over_minutes": 10, **details}}


def heard(clock, drill, minutes):
    clock.shift(timedelta(minutes=minutes))
    drill.refresh_from_db()
    return posts.said(drill).count()


def test_they_come_one_after_the_other(clock, play):
    drill = play(POSTS)

    assert [heard(clock, drill, step) for step in (0, 1, 4, 4.5)] == [1, 3, 11, 20]


def test_the_share_of_negatives_holds_for_any_stretch(clock, play):
    drill = play(flood(count=100, negative_share=0.7))
    labels = list(drill.posts.values_list("label", flat=True))

    assert [labels[at : at + 20].count("negative") for at in range(0, 100, 20)] == [14] * 5
    assert {"neutral", "positive"} <= set(labels)


def test_they_say_the_author_s_words_in_both_languages(clock, play):
    content = {"content_vi": "Sữa có dị vật\nMở hộp thấy lạ", "content_en": "Glass in the milk"}
    drill = play({**flood(), **content})

    for post in drill.posts.all():
        assert "Sữa có dị vật" in post.text_vi or "Mở hộp thấy lạ" in post.text_vi
        assert "Glass in the milk" in post.text_en
    assert len(set(drill.posts.values_list("text_vi", flat=True))) > 10


def test_platform_and_reach_are_those_of_the_inject(clock, play):
    drill = play(flood(platform="tiktok", reach=500))

    assert set(drill.posts.values_list("platform", "reach")) == {("tiktok", 500)}


def test_a_pause_holds_them_and_then_they_go_on(clock, play, phuong):
    drill = play(POSTS)
    clock.shift(timedelta(minutes=5))
    services.pause(drill, actor=phuong)
    still = [heard(clock, drill, step) for step in (0, 60)]
    services.go_on(drill, actor=phuong)

    assert still == [11, 11]
    assert [heard(clock, drill, step) for step in (0, 1)] == [11, 13]


@pytest.mark.parametrize(("speed", "after"), [(1, 13), (2, 15), (4, 19)])
def test_speed_makes_them_come_faster(clock, play, phuong, speed, after):
    drill = play(POSTS)
    clock.shift(timedelta(minutes=5))
    services.set_speed(drill, actor=phuong, speed=speed)

    assert heard(clock, drill, 1) == after


def test_a_flood_that_begins_at_double_speed_takes_half_the_time(clock, play, phuong):
    drill = play(NOTE, {**POSTS, "at_minute": 10})
    services.set_speed(drill, actor=phuong, speed=2)
    clock.shift(timedelta(minutes=5))
    services.deliver_due()

    assert heard(clock, drill, 2.5) == 11


def test_sent_while_the_story_stands_still_it_waits_with_the_story(clock, play, phuong):
    drill = play(NOTE, {**POSTS, "at_minute": 30})
    services.pause(drill, actor=phuong)
    clock.shift(timedelta(minutes=5))
    services.send_now(drill.runs.get(inject__at_minute=30), actor=phuong)
    still = heard(clock, drill, 30)
    services.go_on(drill, actor=phuong)

    assert still == 1
    assert heard(clock, drill, 1) == 3


def test_what_had_not_come_when_the_drill_ended_never_comes(clock, play, phuong):
    drill = play(POSTS)
    clock.shift(timedelta(minutes=5))

    services.end(drill, actor=phuong)

    assert (heard(clock, drill, 60), drill.posts.count()) == (11, 11)


def test_two_floods_stand_beside_each_other(clock, play):
    drill = play(POSTS, flood(count=5, over_minutes=1))

    assert heard(clock, drill, 30) == 25


def test_the_war_room_shows_them_to_the_players_alone(clock, play, minh, lan):
    drill = play(flood(platform="news"))
    clock.shift(timedelta(minutes=10))

    shown = signals.of_incident(drill.incident, minh)

    assert (shown["total"], shown["negative"]) == (20, 14)
    assert sum(column.total for column in shown["buckets"]) == 20
    assert shown["url"] == f"/drills/{drill.pk}/posts/"
    assert signals.of_incident(drill.incident, lan) == {}


def test_the_ladder_climbs_by_them(clock, play, minh):
    drill = play(flood(platform="news"), flood(reach=200_000, platform="facebook"))
    clock.shift(timedelta(minutes=10))

    steps = spread.of_incident(drill.incident, minh).ladder.steps

    assert {step.rung.key: step.count for step in steps if step.count} == {
        "online_newspaper": 20, "large_pages": 20,
    }  # fmt: skip


def test_a_situation_report_of_a_drill_counts_them(clock, play):
    drill = play(flood(reach=100))
    clock.shift(timedelta(minutes=10))

    assert heard_of(drill.incident) == {"mentions": 20, "reach": 2000}


@pytest.mark.parametrize("name", shipped())
def test_a_shipped_recording_is_in_our_own_words_and_whole(name):
    lines = recordings.read(name)

    assert len(lines) > 100
    assert all(line.vi and line.en for line in lines)
    assert {line.platform for line in lines} <= set(Platform.values)
    assert "@" not in "".join(line.vi + line.en for line in lines)
    assert "http" not in "".join(line.vi + line.en for line in lines)


def test_a_recorded_storm_comes_as_it_was_recorded(clock, play):
    name = shipped()[0]
    lines = recordings.read(name)
    drill = play({"arrives": Arrives.POSTS, "details": {"recording": name}}, minutes=600)

    half = lines[len(lines) // 2].minute
    assert heard(clock, drill, half) == sum(line.minute <= half for line in lines)
    assert Counter(drill.posts.values_list("label", flat=True)) == Counter(r.mood for r in lines)


def test_a_recorded_storm_may_be_thinned_out_and_squeezed(clock, play):
    details = {"recording": shipped()[0], "count": 50, "over_minutes": 10}
    drill = play({"arrives": Arrives.POSTS, "details": details})

    assert heard(clock, drill, 10) == 50


def test_a_post_comes_once(clock, play):
    drill = play(POSTS)
    run = drill.runs.get()

    with pytest.raises(Exception, match="drill_post_comes_once"):
        DrillPost.objects.create(
            drill=drill,
            run=run,
            place=0,
            posted_at=now(),
            platform="x",
            label="neutral",
            text_vi="x",
        )


class TestThePage:
    def test_it_lists_what_has_come_and_no_more(self, clock, play, minh, client_of):
        drill = play(POSTS)
        clock.shift(timedelta(minutes=5))

        page = client_of(minh).get(f"/drills/{drill.pk}/posts/").content.decode()

        assert page.count('class="row mention"') == 11
        assert "drill-band" in page and "[DIỄN TẬP]" in page

    def test_it_may_be_narrowed(self, clock, play, minh, client_of):
        drill = play(flood(platform="tiktok"), flood(platform="forum", count=3))
        clock.shift(timedelta(minutes=10))
        client, at = client_of(minh), f"/drills/{drill.pk}/posts/"

        assert client.get(f"{at}?platform=forum").content.decode().count('class="row mention"') == 3
        assert "empty" in client.get(f"{at}?platform=youtube").content.decode()
        assert client.get(f"{at}?platform=nonsense").status_code == 200

    def test_before_the_first_post_it_says_so(self, play, minh, client_of):
        drill = play(NOTE)

        assert (
            "Chưa có bài nào" in client_of(minh).get(f"/drills/{drill.pk}/posts/").content.decode()
        )

    @pytest.mark.parametrize("who", ["khoa", "lan", "vy"])
    def test_who_does_not_play_finds_no_page(self, play, client_of, who, request):
        drill = play(POSTS)

        page = client_of(request.getfixturevalue(who)).get(f"/drills/{drill.pk}/posts/")

        assert page.status_code == 404

    def test_who_observes_reads_what_the_players_read(self, play, phuong, lan, client_of):
        drill = play(POSTS)
        services.name_observers(drill, actor=phuong, observers=[lan])
        browser = client_of(lan)

        at = f"/drills/{drill.pk}/posts/"
        assert at in browser.get(drill.get_absolute_url()).content.decode()
        assert "diễn tập 0001" in browser.get(at).content.decode()

    @pytest.mark.parametrize("count", [1, 3])
    def test_more_posts_cost_no_more_queries(
        self, clock, play, minh, client_of, django_assert_num_queries, count
    ):
        drill = play(flood(count=count, over_minutes=1))
        clock.shift(timedelta(minutes=1))
        client = client_of(minh)
        client.get(f"/drills/{drill.pk}/posts/")

        with django_assert_num_queries(15):
            client.get(f"/drills/{drill.pk}/posts/")
