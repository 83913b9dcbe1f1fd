"""`python -m bioripple` is the command `bioripple`."""

from bioripple.cli import main

main()
