"""A picture as a list, and every change of it without a mouse.

`reading` gives the steps in the order in which they happen, `changing` adds, moves and deletes them, `settings` holds
what a step is told, `drawing` keeps the picture's shapes in step with all that.
"""
