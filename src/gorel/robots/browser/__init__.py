"""Systems without an API, through their pages: the ability `browser.run`.

Steps are data. What a step speaks of is found as people find it, by role and name or by label; two that fit are a
doubt.
"""
