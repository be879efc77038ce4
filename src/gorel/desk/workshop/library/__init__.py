"""The library: the processes that Görel is already trained in, whole and in parts, to be taken into a draft.

`shelf` says what there is, `parts` what may be taken out of a process, `searching` finds it by words, `cutting` takes
it out with ids that are free in the draft, and with the rules and forms it uses, which `copies` gives ids of their own;
`putting` draws it into the draft's picture.
"""
