"""Adaptation of an autoregressive language model into an absorbing SEDD denoiser (see ../README.md)."""
