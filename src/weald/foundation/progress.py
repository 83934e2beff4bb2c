"""How far a command is, for whoever waits for it at a terminal. Where nobody sees it, nothing is drawn."""

import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from itertools import count


@contextmanager
def bar(doing: str, *, bytes_: bool = False) -> Iterator[Callable[[int, int], None]]:
    """A bar on standard error that is told how much of how much is done, and is gone at the end."""
    with _drawn(doing, bytes_=bytes_) as tell:
        yield lambda done, of: tell(doing, done, of)


@contextmanager
def steps(doing: str, of: int) -> Iterator[Callable[[str], None]]:
    """A bar of so many steps, which is told what each is when it begins."""
    done = count()
    with _drawn(doing) as tell:
        yield lambda step: tell(step, next(done), of)


def tracked[One](doing: str, those: Iterable[One], of: int) -> Iterator[One]:
    """Each of those, under a bar."""
    with bar(doing) as tell:
        for done, one in enumerate(those, 1):
            yield one
            tell(done, of)


@contextmanager
def _drawn(doing: str, *, bytes_: bool = False) -> Iterator[Callable[[str, int, int], None]]:
    if not sys.stderr.isatty():
        yield lambda doing, done, of: None
        return
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        DownloadColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeElapsedColumn,
    )

    progress = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        DownloadColumn() if bytes_ else MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=Console(stderr=True),
        transient=True,
        # On the terminal what is printed meanwhile stands above the bar; in a file or a pipe it must stay what it is.
        redirect_stdout=sys.stdout.isatty(),
    )
    with progress:
        task = progress.add_task(doing, total=None)
        yield lambda doing, done, of: progress.update(
            task, description=doing, completed=done, total=max(done, of)
        )
