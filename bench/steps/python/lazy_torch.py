"""Imports torch where bench/setup.sh put empty libraries in the place of CUDA's: names are looked up when they are called."""

import os
import sys


def import_torch():
    flags = sys.getdlopenflags()
    sys.setdlopenflags(os.RTLD_LAZY)
    import torch

    sys.setdlopenflags(flags)
    return torch
