"""The command line: reads arguments, calls the stages, prints. One file a command."""
