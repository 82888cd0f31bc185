"""``citecoder bench``: what the product costs, as ratios of two things measured in one run."""
