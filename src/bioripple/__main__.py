"""`python -m bioripple` is the command `bioripple`."""

from bioripple.cli.main import main

main()
