"""The project's own benchmarks; each figure stands beside a limit measured in the same run."""
