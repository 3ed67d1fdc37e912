"""Deciding: arrays by finite differences with an interval, formulas by the structure of the chain
rule and exact arithmetic.

The judge of formulas is standard library only; importing this package imports neither side.
"""
