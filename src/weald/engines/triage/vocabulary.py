"""From somebody's own words to the problems that they suggest and the alarming findings that they claim.

Words may raise: a claimed finding is asked first. They never lower: what is denied is only not proposed, and what is about
the past, another person or a worry is proposed last.

A phrase is words that stand close together, in any order, or with `>` between them in this order only: `{not} > {feeding}`. It may
name a concept of words/ in braces, which stands for each of its forms: `{face} {droops}` finds "her mouth is hanging down one
side" without anybody having written that sentence. A concept may also be a span of numbers, such as those of a high temperature.

Where the phrases leave places free, single words point: each to the problems whose phrases have it, the more the fewer others do.
That is weak, so it comes last; but three words that all belong to hearing lead there though nobody wrote that sentence.

An idiom is a phrase too. What is made of its words alone claims nothing, so that "flu shot" is not a gunshot; it still leads to
a problem, and a word beside it claims what it claims.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import cache, lru_cache
from itertools import chain
from math import log

from .dictionary import Finding
from .habits import CONCEPT, Habits, Token, tokens, usual
from .model import Refused
from .pathways import Pathway
from .phrases import Heard, Mention, Phrase, Seen, by_last, claims, clause, follows, marked, named, reach
from .pointing import pointed
from .spelling import Speller, akin

MOST_CANDIDATES = 3
SHORT = 5
"""A word shorter than this that stands alone must be spelled right: too many other words are one letter away."""
LONG = 6
"""A word of a concept shorter than this must be spelled right: a concept has many words, and any of them is enough."""
BETWEEN, BETWEEN_CONCEPTS, BETWEEN_ORDERED, BETWEEN_IDIOM = 2, 7, 3, 2
"""How many other words may stand between those of a phrase, of one with concepts, of one in order, and of an idiom."""
CONNECTING = frozenset(("any", "had", "having", "or", "nor", "other"))
FAR = 4
"""How far behind words such as "my friend had" a sign is still told of elsewhere."""
SENTENCE_END = "."
"""A sign of several concepts may go on in the next sentence: "My chest. It's like a lump of lead." """
ORDER = ">"
"""Stands in a phrase of which the words are heard in this order only."""
IDIOM = ""
"""What an idiom means."""
MISSPELT = 0.75
"""What a word counts that is only nearly right."""
OURS = 0.3
"""How much of a text must be words that we know before single ones point."""
MOST_MEANT = 2
"""How many words a misspelt one may be meant as, where it only points."""
IN_ORDER = 0.25
"""What it adds that the words come in the order of the phrase."""
IN_MEDICINE = 0.1
"""How much is left of what names a problem only within the name of a medicine for it."""

type Fit = tuple[Phrase, int, int, float, frozenset[int]]
"""A phrase, its first and last word in a text, how much it tells, and the words that it is made of."""


class Vocabulary:
    """All phrases of the content. Each is found by the one of its words that the fewest phrases have."""

    def __init__(self, habits: Habits, phrases: Iterable[tuple[str, str, bool]]) -> None:
        self.habits = habits
        denials = frozenset(habits.negation)
        known: dict[Phrase, None] = {}
        for text, meaning, claim in phrases:
            words = self._elements(text)
            # What only denies, such as "he is not", names nothing.
            if words and words not in denials:
                known[Phrase(words, meaning, claim, ORDER in text)] = None
        known |= dict.fromkeys(
            Phrase(self._elements(text), IDIOM, False, ORDER in text) for text in habits.idioms
        )
        self._most = log(1 + len({phrase.meaning for phrase in known}))
        self.having: dict[str, list[Phrase]] = {}
        for phrase in known:
            for word in phrase.words:
                self.having.setdefault(word, []).append(phrase)
        frequency = {word: len(phrases) for word, phrases in self.having.items()}
        self.phrases: dict[str, list[Phrase]] = {}
        for phrase in known:
            rarest = min(phrase.words, key=frequency.__getitem__)
            self.phrases.setdefault(rarest, []).append(phrase)
        self.concepts: dict[str, list[str]] = {}
        self.concepts_of_words: dict[tuple[str, ...], list[tuple[str, tuple[str, ...]]]] = {}
        for name, forms in habits.concepts.items():
            concept = f"{{{name}}}"
            for form in forms:
                words = self._counting(form) or form
                if len(words) == 1:
                    self.concepts.setdefault(words[0], []).append(concept)
                else:
                    self.concepts_of_words.setdefault(words[:2], []).append((concept, words))
        spelled = {
            *self.having,
            *chain.from_iterable(chain.from_iterable(habits.concepts.values())),
        }
        # What is typed nearly like a long synonym is meant as what it stands for; short ones are too like other words.
        self.meant = {
            typed[0]: meant[0]
            for typed, meant in habits.synonyms.items()
            if len(typed) == len(meant) == 1 and len(typed[0]) >= LONG
        }
        self.speller = Speller({*self.meant, *(word for word in spelled if word[0] != "{")})
        self.known = self.speller.words | habits.slight | habits.fillers | habits.known
        self.clause_ends, self.pauses = by_last(habits.clause_ends), by_last(habits.pauses)
        self.negation, self.aside = by_last(habits.negation), by_last(habits.aside)
        self.elsewhere, self.bygone = by_last(habits.elsewhere), by_last(habits.bygone)
        self.still, self.compounds = by_last(habits.still), by_last(habits.compounds)
        self.medicines = by_last(habits.medicines)
        self.near = lru_cache(maxsize=8192)(self._near)
        self.shares = lru_cache(maxsize=8192)(self._shares)
        self.tells = cache(self._tells)

    def _elements(self, text: str) -> tuple[str, ...]:
        """The words of a phrase that count, and its concepts."""
        if "{" not in text:
            return self._counting(usual(text, self.habits))
        elements: list[str] = []
        at = 0
        for found in CONCEPT.finditer(text):
            between = text[at : found.start()].strip()
            elements += (*(usual(between, self.habits) if between else ()), found.group())
            at = found.end()
        return self._counting([*elements, *usual(text[at:], self.habits)])

    def _counting(self, words: Sequence[str]) -> tuple[str, ...]:
        """The words that are no fillers."""
        fillers = self.habits.fillers
        return tuple(words if fillers.isdisjoint(words) else [word for word in words if word not in fillers])

    def _near(self, typed: str) -> tuple[str, ...]:
        if typed in self.habits.ordinary:
            return (typed,)
        return tuple(dict.fromkeys(self.meant.get(word, word) for word in self.speller.near(typed)))

    @staticmethod
    def of(
        habits: Habits,
        pathways: Iterable[Pathway],
        findings: Iterable[Finding],
        refused: Iterable[Refused] = (),
    ) -> "Vocabulary":
        """The vocabulary of a content: a pathway that is `refused` is still heard of."""
        named = [(text, way.problem, False) for way in pathways for text in (way.name, *way.words)]
        named += [(text, way.problem, False) for way in refused for text in way.words]
        return Vocabulary(
            habits, named + [(text, found.name, True) for found in findings for text in found.said]
        )

    def tokens(self, text: str) -> list[Token]:
        """The words and clause marks of a text, in their usual spelling."""
        return tokens(text, self.habits)

    def hear(self, text: str, tokens: Sequence[Token] | None = None) -> Heard:
        """What a text says; its `tokens` where somebody has them already."""
        said = self.tokens(text) if tokens is None else tokens
        words = [token.word for token in said]
        stops = marked(words, self.clause_ends)
        ends = stops | marked(words, self.pauses)
        denials = marked(words, self.negation)
        # A year is heard as the span that it lies in: "in 2015".
        spans = [(self.habits.spans(word) or [word])[0] for word in words]
        elsewhere = marked(words, self.elsewhere) | marked(spans, self.elsewhere)
        bygone = marked(words, self.bygone) | marked(spans, self.bygone)
        asides = marked(words, self.aside) | elsewhere | bygone
        still = marked(words, self.still)
        kept = [at for at, word in enumerate(words) if word not in self.habits.fillers]
        fits = self._fits(words, kept, ends, stops)
        # In "I don't feel well, my chest hurts" the negation belongs to "don't feel well": it denies nothing after it.
        free = denials.difference(*(taken for *_, taken in fits))
        meant = [
            (phrase, first, last, weight, taken)
            for phrase, first, last, weight, taken in fits
            for against in (self._against(phrase, first, denials, free, fits),)
            if not against.intersection(range(first, last)) - taken
            and not self._denied(first, words, against, ends, phrase.claim)
            and not (phrase.claim and follows(words, last + 1, self.habits.fillers, self.habits.denied_after))
        ]
        harmless = [taken for phrase, *_, taken in meant if phrase.meaning == IDIOM]
        told_at = [(first, last) for _, first, last, *_ in meant]
        back = {at: reach(at, told_at, self.habits.fillers, words) for at in bygone}
        things, medicines = named(words, self.compounds), named(words, self.medicines)
        told: list[Mention] = []
        gone: set[Mention] = set()
        for phrase, first, last, weight, taken in meant:
            if phrase.meaning == IDIOM or (phrase.claim and any(taken <= idiom for idiom in harmless)):
                continue
            within = not phrase.claim and any(taken < medicine for medicine in medicines)
            # The blood of "blood pressure" is no bleeding, and the pills for it make it none.
            if (phrase.claim or within) and any(taken & thing and not thing <= taken for thing in things):
                continue
            around = clause(first, last, ends, len(words))
            aside = not asides.isdisjoint(around)
            if not phrase.claim:
                weight += sum(
                    self.shares(word).get(phrase.meaning, 0.0) for word in phrase.words if word[0] != "{"
                )
                weight *= IN_MEDICINE if within else 1
            told.append(Mention(phrase, first, last, weight, aside, text[said[first].start : said[last].end]))
            away = elsewhere.intersection(range(first - FAR, last)) | {
                at for at in bygone.intersection(range(last, around.stop)) if last >= back[at]
            }
            if not away.isdisjoint(around) and still.isdisjoint(around):
                gone.add(told[-1])
        told.sort(key=lambda mention: (mention.aside, -mention.weight, mention.first, mention.phrase))
        claimed = claims([mention for mention in told if mention not in gone])
        unsaid = {place for at in asides for place in clause(at, at, ends, len(words))}
        pointing = [
            said[at]
            for at in kept
            if at not in unsaid and not (free and self._denied(at, words, free, ends, claim=False))
        ]
        readable = self._readable([words[at] for at in kept])
        points = pointed(text, pointing, self.shares, self.habits.slight) if readable else ()
        return Heard(tuple(told), claimed, points)

    def _fits(self, words: list[str], kept: list[int], ends: set[int], stops: set[int]) -> list[Fit]:
        """Every place where a phrase stands, whether or not it is denied there."""
        over = {at for at in stops if words[at] != SENTENCE_END}
        seen = self._seen([words[at] for at in kept])
        places: dict[str, list[int]] = {}
        for place, elements in enumerate(seen):
            for element in dict.fromkeys(one.element for one in elements):
                places.setdefault(element, []).append(place)
        fits: list[Fit] = []
        for phrase in self._possible(places):
            wide = any(word[0] == "{" for word in phrase.words)
            for place in sorted({place for word in phrase.words for place in places[word]}):
                found = self._fit(
                    phrase,
                    place,
                    seen,
                    kept,
                    words,
                    (over if phrase.claim else stops) if wide else ends,
                    wide,
                )
                if found:
                    fits.append((phrase, *found))
        return fits

    def _readable(self, words: list[str]) -> bool:
        """Whether the language is ours. In another, a word or two may look like ours: they are no hint."""
        letters = [word for word in words if word.isalpha()]
        ours = sum(word in self.habits.ordinary or word in self.speller.words for word in letters)
        return ours >= OURS * len(letters)

    def _shares(self, word: str) -> dict[str, float]:
        """How much a word points to each problem."""
        shares: dict[str, float] = {}
        meanings = [one for one in self.near(word) if word not in self.known or akin(one, word)]
        for meant in meanings[:MOST_MEANT]:
            phrases = self.having.get(meant, ())
            to = Counter(one.meaning for one in phrases if not one.claim and one.meaning != IDIOM)
            one = (1 if meant == word else MISSPELT) / (1 + sum(to.values()))
            for problem, count in to.items():
                shares[problem] = shares.get(problem, 0.0) + count * one
        return shares

    def _tells(self, element: str) -> float:
        """How much a word or a concept tells, from 0 to 1: the more, the fewer things it may mean."""
        means = {(one.meaning, one.claim) for one in self.having[element] if one.meaning != IDIOM}
        return log(1 + self._most / max(1, len(means))) / log(1 + self._most)

    def _seen(self, words: list[str]) -> list[list[Seen]]:
        """What begins at each word: vocabulary words that may be meant, and concepts in one of their forms."""
        near = [self.near(word) for word in words]
        seen: list[list[Seen]] = []
        for place, meant in enumerate(near):
            following = near[place + 1] if place + 1 < len(near) else ()
            typed = words[place]
            another = {word for word in meant if typed in self.known and not akin(word, typed)}
            here = [
                Seen(word, place, word == typed, word in another) for word in meant if word in self.having
            ]
            for word in meant:
                if word == typed or (len(word) >= LONG and typed not in self.speller.words):
                    forms = self.concepts.get(word, ())
                    here += [Seen(one, place, word == typed, word in another) for one in forms]
                for second in following:
                    for concept, form in self.concepts_of_words.get((word, second), ()):
                        end = place + len(form)
                        if words[place:end] == list(form):
                            here.append(Seen(concept, end - 1, True))
                        elif end <= len(words) and self._nearly(form, words[place:end], near[place:end]):
                            here.append(Seen(concept, end - 1, False))
            here += [Seen(name, place, True) for name in self.habits.spans(words[place])]
            # What is spelled right, and what is longest, comes first.
            here.sort(key=lambda one: (not one.exact, -one.last))
            seen.append(here)
        return seen

    def _nearly(self, form: tuple[str, ...], span: list[str], near: list[tuple[str, ...]]) -> bool:
        """Whether words may be meant as a form of a concept. What is spelled right is not another word misspelt: "soaking" is
        not shaking."""
        for wanted, typed, meant in zip(form, span, near, strict=True):
            if wanted != typed and (len(wanted) < LONG or typed in self.speller.words or wanted not in meant):
                return False
        return True

    def _possible(self, places: Mapping[str, list[int]]) -> list[Phrase]:
        """The phrases of which every word is in a text."""
        return [
            phrase
            for word in places
            for phrase in self.phrases.get(word, ())
            if all(map(places.__contains__, phrase.words))
        ]

    def _fit(
        self,
        phrase: Phrase,
        place: int,
        seen: list[list[Seen]],
        kept: list[int],
        words: list[str],
        ends: set[int],
        wide: bool,
    ) -> tuple[int, int, float, frozenset[int]] | None:
        """Where a phrase stands from a place on, in any order and with few words between: its first and last token, how much
        it tells, and the tokens that it is made of."""
        wanted = list(phrase.words)
        hits: list[Seen] = []
        taken: list[int] = []
        between = BETWEEN_CONCEPTS if wide else BETWEEN
        if phrase.ordered or phrase.meaning == IDIOM:
            between = BETWEEN_ORDERED if phrase.ordered else BETWEEN_IDIOM
        spare = between if len(wanted) > 1 else 0
        at = place
        while wanted and at < len(seen):
            for hit in seen[at]:
                # What is spelt right names no other problem; a danger may still be meant.
                if hit.another and not phrase.claim:
                    continue
                if hit.element in (wanted[:1] if phrase.ordered else wanted):
                    wanted.remove(hit.element)
                    hits.append(hit)
                    taken += kept[at : hit.last + 1]
                    at = hit.last + 1
                    break
            else:
                if not hits or not spare or kept[at] in ends:
                    return None
                spare -= 1
                at += 1
        if wanted:
            return None
        mine = frozenset(taken)
        if not mine.issuperset(end for end in ends if taken[0] <= end < taken[-1]):
            return None
        if phrase.meaning == IDIOM and not all(hit.exact for hit in hits):
            return None
        # What stands alone and is itself a word is not another one misspelt: "nose" is no noose.
        misheard = len(hits[0].element) < SHORT or words[taken[0]] in self.speller.words
        if len(hits) == 1 and not hits[0].exact and misheard:
            return None
        weight = sum(self.tells(hit.element) * (1 if hit.exact else MISSPELT) for hit in hits)
        in_order = tuple(hit.element for hit in hits) == phrase.words
        return taken[0], taken[-1], weight + IN_ORDER * in_order * (len(hits) > 1), mine

    @staticmethod
    def _against(phrase: Phrase, first: int, denials: set[int], free: set[int], fits: list[Fit]) -> set[int]:
        """The negations that may deny what begins at a word. A claim is denied only by one right before it, so that one is
        used up only by what has the same word: "not moving" uses up its own, "not swollen, not floppy" both deny."""
        if phrase.meaning == IDIOM or not denials:
            return denials
        if not phrase.claim:
            return free
        return denials.difference(*(taken for *_, taken in fits if first in taken))

    def _denied(
        self,
        first: int,
        words: list[str],
        denials: set[int],
        ends: set[int],
        claim: bool,
    ) -> bool:
        """Whether a negation reaches a mention: nothing between them but words without weight, or denied with it."""
        for at in range(first - 1, -1, -1):
            if at in ends:
                return False
            if at in denials:
                return True
            word = words[at]
            light = (
                word in CONNECTING
                or word in self.habits.denied_with
                or (word in self.habits.fillers and not (claim and word == "and"))
            )
            if not light and (claim or word not in self.having):
                return False
        return False
