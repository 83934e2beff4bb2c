"""A made-up Kent and Medway, built through the same actions as everybody else's."""
