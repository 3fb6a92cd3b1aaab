"""Benchmarks; each file is a program of its own."""
