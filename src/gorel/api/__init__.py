"""The open interfaces: /engine-rest (Camunda 7 and Operaton) and /v2 (Camunda 8)."""
