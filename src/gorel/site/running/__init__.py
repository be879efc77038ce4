"""One case per row of a file: what `gorel run` does.

    rows (`rows`) → a home of its own (`home`) → cases (`feeding`) → the worker (`working`) → a result sheet (`outcome`)

The home is an ordinary home of Görel's, so all promises of the memory hold: what a kill interrupts goes on with
`--resume`, and `GOREL_HOME=… gorel up` shows the cases on pages.
"""
