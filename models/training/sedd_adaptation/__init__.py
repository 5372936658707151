"""Adaptation of an autoregressive language model into an absorbing SEDD denoiser (see ../README.md)."""

import os

# Threads that wait must sleep: on a shared machine, spinning at every barrier costs several times the work itself.
# OpenMP reads these once, so they are set before torch is imported.
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
os.environ.setdefault("GOMP_SPINCOUNT", "0")
