"""Weights and the temperature fitted to outcomes; needs the extra `calibrate` (numpy, scipy)."""

import os

# Thousands of tiny products: threads of the linear algebra cost ten times what they gain.
for _name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(_name, "1")
