"""Types of the arrays that everything is made of.

Matrices are oriented like the Jacobian: row = affected, column = affecting.
"""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Signs = NDArray[np.int8]  # -1, 0 and 1
