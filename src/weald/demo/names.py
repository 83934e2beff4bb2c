"""Names for made-up people."""

from weald.demo import facts
from weald.demo.chance import Chance, running
from weald.demo.facts import Community


class Names:
    """Draws names: a first name and a family name mostly come from the same community."""

    MIXED = 0.08

    def __init__(self, chance: Chance) -> None:
        self.chance = chance
        self.communities = facts.communities()
        self.weights = running([one.share for one in self.communities])

    def community(self) -> Community:
        """One of the communities, by its share."""
        return self.chance.choices(self.communities, cum_weights=self.weights)[0]

    def full(self, sex: str) -> tuple[str, str]:
        """A first name and a family name for somebody of this sex."""
        own = self.community()
        other = self.community() if self.chance.random() < self.MIXED else own
        return self.first(own, sex), self.chance.choice(other.family)

    def first(self, community: Community, sex: str) -> str:
        """A first name."""
        return self.chance.choice(community.female if sex == "female" else community.male)
