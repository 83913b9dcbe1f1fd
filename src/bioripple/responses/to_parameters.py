"""Responses to what a model holds constant: its parameters, inputs and fixed species.

A constant becomes a variable that nothing changes and that returns to its value by
itself: one more row and column of the Jacobian. Every response of this house then has a
column for it, with what is conserved held as it is. Its own decay plays no part: what
it does per change of itself is the same for any.
"""

from dataclasses import replace

import numpy as np

from bioripple.arrays import Flags, Floats
from bioripple.responses.truths import Truth

DECAY = -1.0
