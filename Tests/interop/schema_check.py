#!/usr/bin/env python3
"""Checks credentials against the JSON Schemas that 1EdTech publishes, with Python's jsonschema.

usage: schema_check.py STANDARDS [FILE...]

STANDARDS is a folder with `schemas/clr2`, `schemas/ob3` and `schemas/ob3-strict-build-2024-07-30`. Without files, JSON texts
are read from standard input, one a line. For each document one line of JSON is written:

    {"file": …, "class": "ClrCredential", "valid": true, "strict": null, "errors": []}

`valid` is the verdict of the published schema, the form that admits compacted JSON-LD; `strict` that of the arrays-only
form, where there is one for the class. Formats are not asserted, as JSON Schema 2019-09 has it by default. Exits 77 when jsonschema is not installed.
"""

import json
import pathlib
import sys

try:
    from jsonschema import Draft201909Validator
except ImportError:
    print("the Python package jsonschema is not installed", file=sys.stderr)
    sys.exit(77)

SCHEMAS = {
    "ClrCredential": ("clr2/clr_v2p0_clrcredential_schema.json", None),
    "AchievementCredential": (
        "ob3/ob_v3p0_achievementcredential_schema.json",
        "ob3-strict-build-2024-07-30/achievementcredential.json",
    ),
    "EndorsementCredential": (
        "ob3/ob_v3p0_endorsementcredential_schema.json",
        "ob3-strict-build-2024-07-30/endorsementcredential.json",
    ),
}


def class_of(document):
    types = document.get("type", [])
    types = types if isinstance(types, list) else [types]
    for name in ("ClrCredential", "EndorsementCredential"):
        if name in types:
            return name
    return "AchievementCredential"


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    schemas = pathlib.Path(sys.argv[1]) / "schemas"
    validators = {}

    def validator(name):
        if name not in validators:
            schema = json.loads((schemas / name).read_text())
            validators[name] = Draft201909Validator(schema)
        return validators[name]

    if sys.argv[2:]:
        documents = [(name, pathlib.Path(name).read_text()) for name in sys.argv[2:]]
    else:
        documents = [(str(i + 1), line) for i, line in enumerate(sys.stdin)]
    for name, text in documents:
        document = json.loads(text)
        kind = class_of(document)
        published, strict = SCHEMAS[kind]
        errors = [
            "/" + "/".join(str(part) for part in error.path) + ": " + error.message[:200]
            for error in validator(published).iter_errors(document)
        ]
        verdict = {
            "file": name,
            "class": kind,
            "valid": not errors,
            "strict": validator(strict).is_valid(document) if strict else None,
            "errors": errors[:5],
        }
        print(json.dumps(verdict, ensure_ascii=False))


if __name__ == "__main__":
    main()
