"""The board: a derivation is written, and at every key its paths light up in the unrolled model.

`state.shown` is the whole of it: from what is written to what is seen, on the standard library
alone, so that it runs behind `bptt serve` and in a browser.
"""
