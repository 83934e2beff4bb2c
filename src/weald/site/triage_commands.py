"""`weald content` and `weald triage`: the clinical content, and decisions without a server. Most of it starts no database."""

import argparse
import sys
from pathlib import Path

from weald.foundation.progress import bar
from weald.site.starting import with_django

type Commands = argparse._SubParsersAction[argparse.ArgumentParser]


def add(commands: Commands) -> None:
    """The commands, with what they take."""
    said = "check the clinical content, compare two versions, verify old decisions"
    content = commands.add_parser("content", help=said, description=f"{said.capitalize()}.")
    what = content.add_subparsers(metavar="WHAT", required=True)
    check = what.add_parser(
        "check",
        help="prove that every pathway is complete and never lowers urgency",
        description="Prove every combination of answers, try the worked cases, and write a report that can be filed. Exit code 0:"
        " sound; 1: something is to be put right, each told with file and line; 2: there is no such folder or problem.",
    )
    check.add_argument("problems", nargs="*", metavar="PROBLEM", help="prove only these; all of them without")
    check.add_argument(
        "--content", type=_folder, metavar="FOLDER", help="a draft instead of the content on duty"
    )
    check.set_defaults(handler=_content_check)
    diff = what.add_parser(
        "diff",
        help="prove which decisions an edit changes, and try it on stored requests",
        description="List the entries, worked cases and decisions in which two contents differ: every combination of answers,"
        " with an example of each kind. Only --replay and a release need a database. Exit code 0: both are the same; 1: they"
        " differ; 2: one of them cannot be used.",
    )
    for name in ("old", "new"):
        diff.add_argument(
            name,
            type=_content,
            metavar=name.upper(),
            help="a folder, the digest of a release that was on duty, or: duty",
        )
    diff.add_argument("--replay", action="store_true", help="try the edit on the requests that were sent")
    diff.add_argument("--since", help="how far back the replay goes: 30d, 4w (30d); only with --replay")
    diff.set_defaults(handler=_content_diff)
    verify = what.add_parser(
        "verify",
        help="work stored decisions out again, and tell which do not come out as on their day",
        description="Work every stored decision out again, by the release of the content and the policy of its day, and list"
        " each that does not come out the same to the last word. Exit code 1 where there is one.",
    )
    verify.add_argument("--since", default="30d", help="how far back: 30d, 4w (30d)")
    verify.set_defaults(handler=_content_verify)

    triage = commands.add_parser(
        "triage",
        help="decide without a server or a database",
        description="Decide without a server or a database.",
    )
    what = triage.add_subparsers(metavar="WHAT", required=True)
    assess = what.add_parser(
        "assess",
        help="JSON on standard input: the next question, or the decision",
        description="Read one request as JSON from standard input, and write the next question, the decision with its reasons,"
        " or that a person reads it. Exit code 2, with the field and a sentence, where it cannot be used.",
        epilog='A request: {"person": {"age_years": 34, "sex": "female"}, "problem": "sore_throat", "text": "hurts to swallow",'
        ' "answers": {"danger_now": "no"}}. Leave out `problem`, and its words decide which it is; answer a question by sending'
        " all again with its `finding` among the answers.",
    )
    assess.set_defaults(handler=_triage_assess)
    _add_evaluate(what)


def _add_evaluate(what: Commands) -> None:
    evaluate = what.add_parser(
        "evaluate",
        help="how well the pathways decide a file of coded cases",
        description="Answer each case question by question, as a person would, and compare the decision with what is right"
        " for it: exact, over- and under-triage, emergencies that were recognised, and questions asked, by age, sex and"
        " problem, with 95% Wilson intervals. What a case does not say is answered 'unsure' in the tables, or 'no' with"
        " --silence no; the other way is told in short below them. Exit code 2 where the file cannot be used.",
        epilog='One case a line: {"id": "a1", "person": {"age_years": 34, "sex": "female"}, "problem": "sore_throat",'
        ' "answers": {"danger_now": "no"}, "expect": {"level": "self_care"}}. Where it names no problem, its "text" decides'
        ' which it is. A set that was labelled elsewhere has a "label" (em, ne or sc) instead of "expect"; what the labels'
        " stand for is in content/policies/evaluation.yaml. The guide for developers defines every figure.",
    )
    evaluate.add_argument("cases", type=Path, metavar="CASES.jsonl", help="a file with one JSON case a line")
    evaluate.add_argument(
        "--mapping",
        choices=["strict", "lenient"],
        help="only for cases with a label: read it in this way; in both without",
    )
    evaluate.add_argument(
        "--differences", action="store_true", help="also list every case that is not decided as expected"
    )
    evaluate.add_argument(
        "--silence",
        choices=["unsure", "no"],
        default="unsure",
        help="how signs are answered of which a case does not speak (unsure)",
    )
    evaluate.add_argument("--json", action="store_true", help="write the figures as JSON")
    evaluate.set_defaults(handler=_triage_evaluate)


def _folder(text: str) -> Path:
    if Path(text).is_dir():
        return Path(text)
    if Path(text).exists():
        raise argparse.ArgumentTypeError(
            f"'{text}' is a file. Give a folder of content, with pathways/ in it"
        )
    raise argparse.ArgumentTypeError(f"there is no folder '{text}'")


def _content(text: str) -> str:
    """A folder, `duty`, or what may be the digest of a release: only the database knows which there are."""
    if text == "duty" or (set(text) <= set("0123456789abcdef") and not Path(text).is_dir()):
        return text
    return str(_folder(text))


def _content_check(given: argparse.Namespace) -> int:
    from weald.services.library import commands

    return _say(*commands.content_check(given.content, given.problems))


def _content_diff(given: argparse.Namespace) -> int:
    from weald.services.library import commands

    if given.since and not given.replay:
        return _say(2, "", "--since tells how far back a replay goes. Give --replay too, or leave it out.\n")
    if not given.replay and all(one == "duty" or Path(one).is_dir() for one in (given.old, given.new)):
        return _say(*commands.content_diff(given.old, given.new))
    with with_django():
        from weald.site import drafts

        more = drafts.replaying(given.since or "30d") if given.replay else None
        return _say(*commands.content_diff(given.old, given.new, drafts.stored, more))


def _content_verify(given: argparse.Namespace) -> int:
    with with_django():
        from weald.site import drafts

        return _say(*drafts.verified(given.since))


def _triage_assess(_given: argparse.Namespace) -> int:
    from weald.services.library import commands

    return _say(*commands.triage_assess(sys.stdin.buffer.read()))


def _triage_evaluate(given: argparse.Namespace) -> int:
    from weald.services.library import commands

    with bar("Deciding the cases") as progress:
        done = commands.triage_evaluate(
            given.cases,
            mapping=given.mapping,
            as_json=given.json,
            differences=given.differences,
            calm=given.silence == "no",
            progress=progress,
        )
    return _say(*done)


def _say(code: int, output: str, complaint: str) -> int:
    """Write what a pure command answered; its exit code."""
    sys.stdout.write(output)
    sys.stdout.flush()
    sys.stderr.write(complaint)
    return code
