"""From idea to solution: challenges, ideas, trials, solutions, who introduced them, and packages of what can be run.

Every stage is a row and a case. People write rows by `actions`; a row's state is moved by `abilities.advance` alone,
which the pictures in `processes/` call, and letters are sent by pictures, too. `words.MOVES` says which moves there
are.
    challenge → idea → trial → solution → adoption          processes/<stage>.bpmn, one case per row
                                    └── packages/           a solution as a file that others install
"""
