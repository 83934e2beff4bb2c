"""Several files that are one: the lists and entries of each, which still know the file and the line where they stand."""

from collections.abc import Iterable

from .documents import Block, Fault, Items


class Merged(Block):
    """Entries of several blocks."""

    __slots__ = ("origin",)
    origin: dict[str, Block]

    def fault(self, key: str | None, sentence: str) -> Fault:
        """A fault at a key, where it was written."""
        home = self.origin.get(key) if key else None
        return home.fault(key, sentence) if home else super().fault(key, sentence)


def merged(blocks: Iterable[Block], file: str, faults: list[Fault]) -> Block:
    """The entries of blocks as of one file. Lists of one name follow each other, and the entries below one name stand beside
    each other; an entry there that two blocks have is a fault."""
    whole = _empty(file)
    for block in blocks:
        for key, value in block.items():
            have = whole.get(key)
            if isinstance(have, Items) and isinstance(value, Items):
                value = _both(have, value)
            elif isinstance(have, Merged) and isinstance(value, Block):
                _add(have, value, faults)
                continue
            elif isinstance(value, Block):
                first = value
                value = _empty(file)
                _add(value, first, faults)
            whole[key] = value
            whole.origin[key] = block
    return whole


def _empty(file: str) -> Merged:
    whole = Merged()
    whole.file, whole.line, whole.lines, whole.origin = file, 1, {}, {}
    return whole


def _both(first: Items, second: Items) -> Items:
    both = Items([*first, *second])
    both.lines = [*first.lines, *second.lines]
    return both


def _add(whole: Merged, block: Block, faults: list[Fault]) -> None:
    for name, value in block.items():
        if name in whole:
            other = whole.origin[name].file
            faults.append(block.fault(name, f"`{name}` is already in {other}. Put the two together."))
        whole[name] = value
        whole.origin[name] = block
