"""Open data: what the house may give to everybody, as an interface, as files, as a catalogue."""
