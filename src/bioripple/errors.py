"""The two ways in which a model comes to a bad end.

They speak of models. What a caller does wrong is a `TypeError` or a `ValueError`, and
anything else that is raised is a bug.
"""


class Refused(Exception):
    """The model uses something that is not supported; the message names it."""


class Failed(Exception):
    """The model is supported, but its numbers or its file went wrong."""
