"""How soon an organizer sees a letter: one recipient's while it is written, and those of all 343 members of the House."""

from benchmarks.figures import Comparison, Figure
from benchmarks.letters import our_settings, with_django
from benchmarks.machine import Machine, run

MEMBERS = 343  # data/roster/ridings-343-2023.csv
# A person feels that a tenth of a second is at once, and waits a second without losing the thread (Nielsen, Usability
# Engineering, 1993, 5.5, after Miller 1968).
AT_ONCE_SECONDS, THREAD_SECONDS = 0.1, 1.0


def compare_one(machine: Machine, members: int = MEMBERS) -> Comparison:
    """Requests of the panel beside the editor."""
    seconds = _measured(machine, members)["one"]
    promised = Figure("what was promised: one in a tenth of a second", 1 / AT_ONCE_SECONDS, aim=1.0)
    return Comparison(
        "previews", "previews/s", Figure("ours: the panel beside the editor, a request", 1 / seconds), (promised,)
    )


def compare_all(machine: Machine, members: int = MEMBERS) -> Comparison:
    """Letters of every recipient, from the database to text and HTML."""
    seconds = _measured(machine, members)
    promised = Figure("what was promised: all within a second", members / THREAD_SECONDS, aim=1.0)
    limit = Figure("limit: their rendering alone", members / seconds["limit"])
    return Comparison(
        f"previews of {members} recipients",
        "letters/s",
        Figure("ours: read, fill in, render", members / seconds["all"]),
        (promised, limit),
    )


def _measured(machine: Machine, members: int) -> dict[str, float]:
    return run(with_django("ours.previews", str(members)), our_settings(machine, 1))
