"""BPMN: XML -> one neutral process model, with all findings at once; two dialects."""

from gorel.core.bpmn.check import check
from gorel.core.bpmn.model import Definitions, Node, Process
from gorel.core.bpmn.read import read
from gorel.core.bpmn.write import write

__all__ = ["Definitions", "Node", "Process", "check", "read", "write"]
