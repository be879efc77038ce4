"""How fast the memory is: one command fills the whole table of docs/performance.md."""
