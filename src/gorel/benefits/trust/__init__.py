"""What she may decide by herself: the legal ground, how much of it a person looks at, and when she stops.

    a proposal → has it a ground (`grounds`)? → is it within its bounds (`bounds`)? → is it drawn for a second
    opinion (`sampling`)? → the decision is taken and stands in the register

Whatever says no, the same process hands the proposal with its grounds to a person. `abilities` is the only way in.
"""
