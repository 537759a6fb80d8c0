"""The folder of a workspace: loading it, writing into it, and what git knows of it."""
