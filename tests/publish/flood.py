"""A child that writes without end: ``python -m tests.publish.flood MEGABYTES``."""
import sys

if __name__ == "__main__":
    for _ in range(int(sys.argv[1])):
        sys.stdout.buffer.write(b"x" * (1 << 20))
