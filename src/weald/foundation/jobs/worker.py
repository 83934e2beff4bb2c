"""The worker process: `weald work`."""

import asyncio
from typing import cast

from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector

from weald.foundation.jobs import tasks


def run() -> None:
    """Run background work until SIGTERM or SIGINT; finishes the job in hand first."""
    app.add_tasks_from(tasks, namespace="weald")
    asyncio.run(_run())


async def _run() -> None:
    connector = cast(DjangoConnector, app.connector).get_worker_connector()
    async with app.with_connector(connector).open_async() as worker:
        await worker.run_worker_async(concurrency=2, shutdown_graceful_timeout=20, delete_jobs="successful")
