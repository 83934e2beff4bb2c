"""Background work on PostgreSQL, by procrastinate: tasks and the worker that runs them.

A task opens its own `acting(…)` and calls one action, so that a task is an ordinary user of the program.
"""

from procrastinate import Blueprint

tasks = Blueprint()
"""Rooms register here: `@tasks.periodic(cron="* * * * *")` above `@tasks.task(name="messages.deliver", queueing_lock="…")`."""
