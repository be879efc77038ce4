"""A third story for the demo: a made-up week of any size, the same for the same seed.

`words` has the Swedish that it is made of, `plan` decides everything beforehand, `rows` writes what stands at the
beginning, `acts` lets people do what the plan says at its moments, `check` says whether what came of it is right.
"""
