"""The thinking: FEEL, DMN, BPMN and the engine. Pure: no Django, no I/O, no clock, no randomness, no logging."""
