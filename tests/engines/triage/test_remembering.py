"""What is remembered of an assessment: the right answer, no more than so many, and nobody's own words."""

from weald.engines.triage.remembering import Remembered


def test_a_text_is_worked_out_once_and_again_for_another_content() -> None:
    worked: list[str] = []

    def work_out(answer: str) -> str:
        worked.append(answer)
        return answer

    kept: Remembered[object, str] = Remembered(8)
    first, second = object(), object()
    assert kept.of(first, b"cough", lambda: work_out("a")) == "a"
    assert kept.of(first, b"cough", lambda: work_out("b")) == "a"
    assert kept.of(second, b"cough", lambda: work_out("c")) == "c"
    assert worked == ["a", "c"]


def test_it_never_holds_more_than_it_may_and_no_text() -> None:
    kept: Remembered[object, int] = Remembered(4)
    of = object()
    for number in range(100):
        assert kept.of(of, f"my words {number}".encode(), lambda number=number: number) == number
    assert len(kept._kept) == 4
    assert not any(b"my words" in key for key in kept._kept)
