"""Random input to the program's doors: each module makes cases and checks one."""
