"""Compare what bioripple computes with independent simulators; see docs/crosscheck."""
