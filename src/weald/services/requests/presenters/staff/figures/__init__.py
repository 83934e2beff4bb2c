"""A planner's figures of many people: districts at a glance, two beside each other, in words, pictures and tables, and as a file."""
