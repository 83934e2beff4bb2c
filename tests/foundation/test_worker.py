"""The worker: a poisoned job is set aside and shown while the others go on; a killed worker's job is taken up; a clock that
is put back makes it start anew."""

import asyncio
import time
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from procrastinate import App
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector

from weald.foundation.database import launcher, preparation
from weald.foundation.jobs import set_aside, worker
from weald.foundation.refusal import Refused

pytestmark = pytest.mark.usefixtures("committed_db")
ran: list[str] = []


@app.task(name="test.poisoned")
def poisoned() -> None:
    ran.append("poisoned")
    raise Refused("There is no practice to read for. Import the directory first.")


@app.task(name="test.healthy")
def healthy(number: int) -> None:
    ran.append(f"healthy {number}")


@app.task(name="test.third_time")
def third_time() -> None:
    ran.append("third")
    if ran.count("third") < 3:
        raise ValueError("not yet")


async def work(while_: Any) -> None:
    """Works as the worker process does, until `while_` says no."""
    connector: DjangoConnector = app.connector  # type: ignore[assignment]
    async with app.with_connector(connector.get_worker_connector()).open_async() as open_app:
        task = asyncio.ensure_future(worker._work(open_app))
        deadline = time.monotonic() + 90
        while while_():
            assert time.monotonic() < deadline
            await asyncio.sleep(0.05)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


def state(urls: launcher.Urls) -> dict[str, str]:
    with preparation.connect(urls.role("admin")) as admin:
        return dict(
            admin.execute(
                "select task_name, status::text from procrastinate_jobs where task_name like 'test.%'"
            )
        )


def run[T](work: Coroutine[Any, Any, T]) -> T:
    """In a thread of its own: in this one the loop of a browser may be running, which another test left open."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, work).result()


def test_a_poisoned_job_is_set_aside_and_shown_and_the_others_go_on(
    database_urls: launcher.Urls, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran.clear()
    for task in (poisoned, healthy, third_time):
        monkeypatch.setattr(
            task, "retry_strategy", worker.RetryStrategy(max_attempts=worker.PATIENCE.max_attempts)
        )
    poisoned.defer()
    third_time.defer()
    for number in range(5):
        healthy.defer(number=number)
    run(work(lambda: state(database_urls) != {"test.poisoned": "failed"}))
    assert ran.count("poisoned") == 1 + (worker.PATIENCE.max_attempts or 0)
    assert sorted(one for one in ran if one.startswith("healthy")) == [
        f"healthy {number}" for number in range(5)
    ]
    assert ran.count("third") == 3
    [one] = set_aside.listed()
    assert one.task == "test.poisoned"
    assert one.sentence == "There is no practice to read for. Import the directory first."


def test_every_job_is_tried_for_some_minutes_before_it_is_set_aside() -> None:
    waits = [worker.PATIENCE.linear_wait * attempt for attempt in range(worker.PATIENCE.max_attempts or 0)]
    assert waits == [0, 10, 20, 30, 40]


def test_the_job_of_a_killed_worker_is_taken_up(database_urls: launcher.Urls) -> None:
    ran.clear()
    healthy.defer(number=7)
    with preparation.connect(database_urls.role("admin")) as admin:
        [(gone,)] = admin.execute(
            "insert into procrastinate_workers (last_heartbeat) values (now() - interval '5 minutes') returning id"
        ).fetchall()
        admin.execute(
            "update procrastinate_jobs set status = 'doing', worker_id = %s where task_name = 'test.healthy'",
            [gone],
        )
    run(work(lambda: state(database_urls)))
    assert ran == ["healthy 7"]


def test_a_clock_that_is_put_back_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    real = time.time
    back = [0.0]
    monkeypatch.setattr(worker.time, "time", lambda: real() - back[0])
    monkeypatch.setattr(worker, "GLANCE", 0.01)

    async def nothing(_: App) -> None:
        return None

    monkeypatch.setattr(worker, "_take_up", nothing)

    async def watch() -> bool:
        seen = asyncio.ensure_future(worker._until_the_clock_goes_back(app))
        await asyncio.sleep(0.1)
        assert not seen.done()
        back[0] = -7200.0  # put on by two hours: nothing to do
        await asyncio.sleep(0.1)
        assert not seen.done()
        back[0] = -3600.0
        await asyncio.wait_for(seen, 5)
        return True

    assert run(watch())
