"""Speed and memory, each beside a peer in the same run; reported, never asserted as a time."""
