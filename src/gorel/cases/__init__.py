"""The memory: processes, cases, tasks, jobs, timers, messages, incidents, the log, and the worker."""
