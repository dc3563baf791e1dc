"""`python -m benchmarks.with_django MODULE ARGUMENTS` sets Django up, then runs the module's main(arguments)."""

import sys
from importlib import import_module

import django


def main() -> None:
    django.setup()
    import_module(sys.argv[1]).main(sys.argv[2:])


if __name__ == "__main__":
    main()
