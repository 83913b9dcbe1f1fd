"""Noise that breaks ties, drawn by what it is drawn for."""

from dataclasses import dataclass
from zlib import crc32

from bioripple.metrics.accuracy import Jitter


@dataclass(frozen=True)
class Noise:
    """What breaks ties.

    Attributes
    ----------
    size, draws, seed
        Of the noise: its size, how often it is drawn, and its seed.
    """

    size: float
    draws: int
    seed: int

    def of(self, *names: str) -> Jitter:
        """Return noise that hangs on these names alone.

        It is the same whatever else is scored, and in which order.
        """
        seed = (self.seed, *(crc32(name.encode()) for name in names))
        return Jitter(size=self.size, draws=self.draws, seed=seed)
