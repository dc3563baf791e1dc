"""Why the service cannot start here."""


class CannotStart(Exception):
    """The text is one clear line for the person at the terminal: what is wrong and what to do."""
