"""Goals that move on when they are reached, so that the bar never stands still at its end."""

STEPS = (1, 2, 5)


def goal_shown(goal: int, people: int, stretches: bool) -> int:
    """The organizers' own until it is reached; then, where it stretches, the next of 100, 200, 500, 1,000, 2,000, …"""
    if not stretches or people < goal:
        return goal
    power = 1
    while True:
        for step in STEPS:
            if step * power > max(people, goal):
                return step * power
        power *= 10
