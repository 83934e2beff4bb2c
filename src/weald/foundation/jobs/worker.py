"""The worker process: `weald work`."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any, cast

import psycopg
from asgiref.sync import sync_to_async
from django.db import Error
from django.utils import timezone
from procrastinate import App, JobContext, RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.exceptions import AlreadyEnqueued, ConnectorException, UniqueViolation
from procrastinate.jobs import Status
from procrastinate.worker import Worker

from weald.foundation.jobs import set_aside, tasks

PATIENCE = RetryStrategy(max_attempts=5, linear_wait=10)
"""A job that fails is tried again after 0, 10, 20, 30 and 40 seconds; then it is set aside."""

STEP = 30.0
"""Seconds by which a clock that is put back makes background work start anew: what was planned by the old time is not due
for as long as that."""

GLANCE = 1.0
"""Seconds between two looks at the clock."""

ABANDONED = 60.0
"""Seconds without a sign of life after which the jobs of a worker are given to others."""


def run() -> None:
    """Run background work until SIGTERM or SIGINT, or until the clock is put back; finishes the job in hand first."""
    app.add_tasks_from(tasks, namespace="weald")
    for task in app.tasks.values():
        task.retry_strategy = task.retry_strategy or PATIENCE
    asyncio.run(_run())


async def _run() -> None:
    connector = cast(DjangoConnector, app.connector).get_worker_connector()
    async with app.with_connector(connector).open_async() as worker:
        await _work(worker)


async def _work(worker: App) -> None:
    work = asyncio.ensure_future(
        worker.run_worker_async(
            concurrency=2,
            shutdown_graceful_timeout=20,
            delete_jobs="successful",
            worker_middleware=[_keep_why],
        )
    )
    watch = asyncio.ensure_future(_until_the_clock_goes_back(worker))
    try:
        await asyncio.wait([work, watch], return_when=asyncio.FIRST_COMPLETED)
    finally:
        watch.cancel()
        if not work.done():
            work.cancel()
        await asyncio.gather(work, watch, return_exceptions=True)
    if not work.cancelled():
        work.result()


async def _until_the_clock_goes_back(worker: App) -> None:
    """Meanwhile take up the jobs of workers that were killed."""
    began = time.time() - time.monotonic()
    looked = 0.0
    while time.time() - time.monotonic() > began - STEP:
        began = max(began, time.time() - time.monotonic())
        if time.monotonic() - looked > ABANDONED / 4:
            looked = time.monotonic()
            await _take_up(worker)
        await asyncio.sleep(GLANCE)


async def _take_up(worker: App) -> None:
    manager = worker.job_manager
    try:
        for job in await manager.get_stalled_jobs(seconds_since_heartbeat=ABANDONED):
            try:
                await manager.retry_job(job)
            except (AlreadyEnqueued, UniqueViolation):
                # The next one of its kind waits already, and does the same.
                await manager.finish_job(job, status=Status.ABORTED, delete_job=True)
    except (ConnectorException, psycopg.Error):
        pass  # the database is away; the worker itself says so


async def _keep_why(call: Callable[[], Awaitable[Any]], context: JobContext, _worker: Worker) -> Any:
    """Keep why a job failed, and forget it when it succeeds."""
    job = context.job
    try:
        answer = await call()
    except Exception as fault:
        if job.id is not None:
            with suppress(Error):  # the database itself may be what failed
                await sync_to_async(set_aside.note)(job.id, fault, timezone.now())
        raise
    if job.id is not None and job.attempts:
        await sync_to_async(set_aside.forgive)(job.id)
    return answer
