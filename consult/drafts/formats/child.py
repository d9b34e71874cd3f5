"""The process that reads one file: its bytes come in, the draft goes out as JSON, and it ends.

Run by `limited` as a script, and not as `python -m`, because that would load the whole
application: this process knows nothing but how to read, and limits itself before it reads a byte.
"""

import codecs
import json
import resource
import sys
from pathlib import Path
from types import ModuleType

MEMORY = 300 * 1024 * 1024
SECONDS = 5
# Loaded when they are first used: of texts, and of the names in an archive.
CODECS = ("utf-8-sig", "cp1252", "cp437")


def main(kind: str) -> None:
    _limit()
    _without_application()
    from consult.drafts.formats import read
    from consult.drafts.messages import DraftError
    from consult.drafts.raw import dump

    for name in CODECS:
        codecs.lookup(name)
    # What was loaded is all: from here on no file and no connection can be opened.
    resource.setrlimit(resource.RLIMIT_NOFILE, (3, 3))
    try:
        draft = read(sys.stdin.buffer.read(), kind)
        answer = dump(draft)
    except DraftError as error:
        answer = json.dumps({"error": error.code, "values": error.values})
    except (MemoryError, RecursionError):
        answer = json.dumps({"error": "too_heavy", "values": {}})
    except Exception:
        answer = json.dumps({"error": "unreadable", "values": {}})
    sys.stdout.write(answer)


def _limit() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _without_application() -> None:
    """Make `consult` a folder of modules: its own file would import every feature."""
    package = ModuleType("consult")
    package.__path__ = [str(Path(__file__).resolve().parents[2])]
    sys.modules["consult"] = package


if __name__ == "__main__":
    main(sys.argv[1])
