"""The random numbers of models/diffusion/random.ts, number for number, so that both languages draw the same masks."""

from dataclasses import dataclass

MASK32 = 0xFFFFFFFF


def _mix_word(hashed: int, word: int) -> int:
    """One block round of murmur3."""
    k = word * 0xCC9E2D51 & MASK32
    k = (k << 15 | k >> 17) & MASK32
    mixed = hashed ^ (k * 0x1B873593 & MASK32)
    return ((mixed << 13 | mixed >> 19) * 5 + 0xE6546B64) & MASK32


def _finalise(hashed: int) -> int:
    """The finaliser of murmur3."""
    hashed = (hashed ^ hashed >> 16) * 0x85EBCA6B & MASK32
    hashed = (hashed ^ hashed >> 13) * 0xC2B2AE35 & MASK32
    return hashed ^ hashed >> 16


@dataclass
class Stream:
    """sfc32 (Doty-Humphrey), seeded with any whole number below 2^53."""

    seed: int

    def __post_init__(self) -> None:
        self._state = (0, self.seed & MASK32, self.seed >> 32, 1)
        for _ in range(12):
            self.uint32()

    def uint32(self) -> int:
        a, b, c, counter = self._state
        result = (a + b + counter) & MASK32
        rotated = (c << 21 | c >> 11) & MASK32
        self._state = (
            b ^ b >> 9,
            (c + (c << 3)) & MASK32,
            (rotated + result) & MASK32,
            (counter + 1) & MASK32,
        )
        return result

    def uniform(self) -> float:
        """In [0, 1), on the full grid of 2^-53."""
        high, low = self.uint32() >> 5, self.uint32() >> 6
        return (high * 2**26 + low) / 2**53

    def subset(self, count: int, size: int) -> list[int]:
        """`size` distinct numbers of 0 .. count - 1 (Fisher-Yates, cut short)."""
        pool = list(range(count))
        for i in range(size):
            j = i + int(self.uniform() * (count - i))
            pool[i], pool[j] = pool[j], pool[i]
        return pool[:size]

    def derive(self, label: str) -> "Stream":
        """An independent stream named by ASCII `label`."""
        words = [self.seed & MASK32, self.seed >> 32, len(label), *map(ord, label)]

        def hashed(salt: int) -> int:
            for word in words:
                salt = _mix_word(salt, word)
            return _finalise(salt)

        return Stream((hashed(0x2545F491) >> 11) << 32 | hashed(0x9E3779B9))
