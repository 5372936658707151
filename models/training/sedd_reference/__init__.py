"""SEDD from scratch: noise, graphs, losses and the reference transformer (Lou, Meng, Ermon, arXiv 2310.16834)."""
