"""Plays the demonstration: moves the clock, lets people act, and runs the daemon's real pass each time."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from moderator.app import PassResult
from moderator.demo.assembling import assembled
from moderator.demo.intake import take_in
from moderator.demo.officers import Officers
from moderator.demo.reports import ALLEGATION, has_items, weekly_reports
from moderator.demo.result import DemoResult
from moderator.demo.scenario import Happening
from moderator.demo.simulated import steps
from moderator.demo.theatre import Theatre, begins, ends
from moderator.demo.visiting import page_behind
from moderator.domain.comment import CommentRef
from moderator.domain.weekly_report import WeeklyReport

#: After the last step: what the last pass wrote is delivered, and the platforms are read once more.
LAST_PASSES = 2


@dataclass(frozen=True, slots=True)
class Told:
    """What one step did, for whoever watches."""

    at: datetime
    number: int
    of: int
    done: PassResult


@dataclass(slots=True)
class Player:
    """One performance. ``tell`` hears of every step."""

    theatre: Theatre
    tell: Callable[[Told], None]
    #: The time between two passes is so many times longer.
    stretch: int = 1
    #: Every manager's weekly reports, once it was played.
    reports: tuple[WeeklyReport, ...] = ()
    #: The page behind a link in a digest, as a moderator saw it.
    review_page: str = ""
    _looked_at: int = 0
    _passes: int = 0
    _taken_in: dict[str, CommentRef] = field(default_factory=dict)

    def play(self) -> DemoResult:
        """Play everything and say what happened."""
        started = time.monotonic()
        theatre, officers = self.theatre, self._officers()
        waiting = list(theatre.story)
        plan = list(steps(begins(theatre.story), ends(theatre.story), stretch=self.stretch))
        for number, at in enumerate(plan, start=1):
            theatre.clock.move_to(at)
            while waiting and waiting[0].at <= at:
                self._perform(waiting.pop(0))
            done = self._pass()
            self._look_at_the_review_page()
            officers.work(at)
            self.tell(Told(at, number, len(plan), done))
        for _ in range(LAST_PASSES):
            theatre.clock.move_to(theatre.clock() + timedelta(minutes=1))
            self._pass()
        self.reports = weekly_reports(theatre)
        seconds = time.monotonic() - started
        return assembled(theatre, self._taken_in, self.reports, passes=self._passes, seconds=seconds)

    def _look_at_the_review_page(self) -> None:
        """Until one that tells much was found: it is kept to be looked at afterwards."""
        if ALLEGATION in self.review_page:
            return
        mails = self.theatre.sink.messages()
        for mail in filter(has_items, mails[self._looked_at :]):
            page = page_behind(mail, about=ALLEGATION)
            if ALLEGATION in page or not self.review_page:
                self.review_page = page
        self._looked_at = len(mails)

    def _officers(self) -> Officers:
        calendar = self.theatre.council.promises.calendar
        story = self.theatre.story
        return Officers(
            app=self.theatre.app,
            stage=self.theatre.stage,
            neglected={happening.id for happening in story if happening.must == "breach"},
            restored={happening.id for happening in story if happening.must == "restored"},
            mailbox=self.theatre.sink.messages,
            is_working_day=lambda at: calendar.is_working_day(calendar.local(at).date()),
            local_time=lambda at: (calendar.local(at).hour, calendar.local(at).minute),
        )

    def _perform(self, happening: Happening) -> None:
        if happening.kind == "intake":
            profile = self.theatre.stage.profile(happening.profile)
            self._taken_in[happening.id] = take_in(self.theatre.app, happening, profile)
        else:
            self.theatre.stage.perform(happening)

    def _pass(self) -> PassResult:
        self._passes += 1
        return self.theatre.app.once()
