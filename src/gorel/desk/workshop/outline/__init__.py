"""A picture as a list, and every change of it without a mouse.

`reading` gives the steps in the order in which they happen; `picture` is one that is being changed, which `adding`,
`changing` and `deleting` do; `sorts` says what there is to add, `settings` holds what a step is told, `drawing` keeps
the picture's shapes in step with all that.
"""
