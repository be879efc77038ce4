"""BPMN: XML -> one neutral process model, with all findings at once; two dialects."""
