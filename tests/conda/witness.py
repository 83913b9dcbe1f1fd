"""Write down, when a Python program ends, where its modules came from.

Tests put this file into an environment, with a `.pth` file that imports it.
"""

import atexit
import json
import os
import sys
import uuid


def testify() -> None:
    """Write a record into the folder that WITNESS_FOLDER names."""
    modules = {
        name: getattr(module, "__file__", None)
        for name, module in list(sys.modules.items())
        if "." not in name
    }
    record = {"script": sys.argv[0], "prefix": sys.prefix, "modules": modules}
    path = os.path.join(os.environ["WITNESS_FOLDER"], f"{uuid.uuid4().hex}.json")
    with open(path, "w", encoding="utf-8") as stream:
        json.dump(record, stream)


if "WITNESS_FOLDER" in os.environ:
    atexit.register(testify)
