"""What the quick reader says of a file that it leaves to libSBML."""


class Unusual(Exception):
    """The quick reader does not know for sure what libSBML would say.

    It is raised where a file is wrong, where something is not supported, and wherever
    it is written in another way than most are; it never leaves the room.
    """
