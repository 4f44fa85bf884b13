"""`make bench`: what handlers cost. Not collected by pytest; it writes docs/benchmarks.md."""
