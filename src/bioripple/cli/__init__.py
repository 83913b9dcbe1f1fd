"""The command `bioripple`, for people without Snakemake.

Results go to files and to the standard output, progress and complaints to the standard
error. A command ends with 0 if it did all that it was asked, with 1 if it could not do
some of it, and with 2 if it was asked for something impossible and did nothing.
"""
