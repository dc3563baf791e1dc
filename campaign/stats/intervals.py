"""How sure a share is: Wilson's interval, which is right for few and for extreme shares as well."""

from dataclasses import dataclass
from math import sqrt

# The normal distribution's quantile for 95 %.
Z = 1.959964


@dataclass(frozen=True, slots=True)
class Share:
    """`part` of `whole`, with the 95 % interval in which the true share lies; all three are fractions. Of none nothing is known."""

    part: int
    whole: int

    @property
    def value(self) -> float:
        return self.part / self.whole if self.whole else 0.0

    @property
    def interval(self) -> tuple[float, float]:
        """E. B. Wilson, "Probable Inference, the Law of Succession, and Statistical Inference", JASA 22 (1927), p. 209-212."""
        if not self.whole:
            return 0.0, 1.0
        p, n = self.value, self.whole
        middle = p + Z * Z / (2 * n)
        reach = Z * sqrt(p * (1 - p) / n + Z * Z / (4 * n * n))
        size = 1 + Z * Z / n
        # At the ends it is exact: what the sum leaves there is rounding.
        low = 0.0 if self.part == 0 else (middle - reach) / size
        high = 1.0 if self.part == n else (middle + reach) / size
        return low, high

    def surely_above(self, other: "Share") -> bool:
        """Whether the intervals do not even touch: stricter than a test of the difference, so that nobody acts on chance."""
        return self.interval[0] > other.interval[1]
