"""Reading other networks: one connector per kind of source.

`base` says what a connector is and gives, `registry` which there are, `words` what went wrong.
How to write one: docs/developers.md.
"""
