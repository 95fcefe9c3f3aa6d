"""Knows whether this machine's processor multiplies 8-bit numbers fast and without overflow."""

from pathlib import Path

#: x86 words for it, and Arm's.
_WORDS = frozenset({"avx512_vnni", "avx_vnni", "amx_int8", "asimddp", "i8mm"})


def multiplies_small_numbers(cpuinfo: Path = Path("/proc/cpuinfo")) -> bool:
    """Whether a rounded graph is faster here and sums without overflow; false where the system does not say."""
    return bool(small_products(cpuinfo))


def small_products(cpuinfo: Path = Path("/proc/cpuinfo")) -> tuple[str, ...]:
    """The instructions for 8-bit products that the system names, in alphabetical order; none where it does not say."""
    try:
        lines = cpuinfo.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return ()
    named = (_WORDS & set(line.split()) for line in lines if line.lower().startswith(("flags", "features")))
    return tuple(sorted(set().union(*named)))
