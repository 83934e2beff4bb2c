"""What a text says: signs that its words claim, and whether they sound serious."""

from .content import Content
from .habits import Token
from .phrases import Heard
from .remembering import Remembered
from .seriousness import SOUNDS_SERIOUS

SILENCE = Heard((), (), ())
SENTENCE_ENDS = frozenset(".;!?")


def hear(content: Content, text: str) -> Heard:
    """What a text says: read once, though every question after it is asked with the same words. Where the words sound serious,
    that is the last of what they claim."""
    if not text.strip():
        return SILENCE
    return _HEARD.of(content, text.encode(errors="surrogatepass"), lambda: _hear(content, text))


def _hear(content: Content, text: str) -> Heard:
    tokens = content.vocabulary.tokens(text)
    heard = content.vocabulary.hear(text, tokens)
    serious = content.seriousness.stretch([token.word for token in tokens if token.is_word])
    return heard._replace(claimed=(*heard.claimed, SOUNDS_SERIOUS)) if serious else heard


def sounding(content: Content, text: str) -> str:
    """The part of a text that sounds serious, as it was written, and of it the weightiest sentence; empty where none does."""
    tokens = content.vocabulary.tokens(text)
    places = [at for at, token in enumerate(tokens) if token.is_word]
    found = content.seriousness.stretch([tokens[at].word for at in places])
    if found is None:
        return ""
    sentences: list[list[Token]] = [[]]
    for token in tokens[places[found.first] : places[found.last] + 1]:
        if token.word in SENTENCE_ENDS:
            sentences.append([])
        elif token.is_word:
            sentences[-1].append(token)
    # Two words on either side of a full stop may weigh more than all that stands within it.
    told = [(found.weight, tokens[places[found.first]].start, tokens[places[found.last]].end)]
    if len(sentences) > 1:
        parts = [(content.seriousness.heaviest([one.word for one in each]), each) for each in sentences]
        told = [
            (part.weight, each[part.first].start, each[part.last].end) for part, each in parts if part
        ] or told
    _, start, end = max(told)
    return text[start:end]


_HEARD: Remembered[Content, Heard] = Remembered(256)
