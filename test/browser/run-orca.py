"""Orca, with a log that is written line by line: its own waits until a block of 8 KiB is full."""
import builtins
import runpy

plain_open = builtins.open


def open_by_line(file, mode="r", buffering=-1, *args, **kwargs):
    by_line = mode == "w" and buffering == -1
    return plain_open(file, mode, 1 if by_line else buffering, *args, **kwargs)


builtins.open = open_by_line
runpy.run_path("/usr/bin/orca", run_name="__main__")
