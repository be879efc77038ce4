"""Work that municipalities and regions have given to robots, ready to run: a folder each, with samples and how-to."""
