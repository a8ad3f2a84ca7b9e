"""The command line: each module is one command, over the same use cases as the service."""
