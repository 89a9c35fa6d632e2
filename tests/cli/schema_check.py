"""Holds scenario files against the JSON Schema on the standard input: schema_check.py FILE...

Prints what does not fit and ends with 1 if anything does not; 77 where there is no validator.
"""
import datetime
import json
import sys

try:
    import tomllib

    import jsonschema
except ImportError as missing:
    print(missing)
    sys.exit(77)


def plain(value):
    """The document as JSON has it: dates are texts."""
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [plain(item) for item in value]
    if isinstance(value, (datetime.date, datetime.datetime, datetime.time)):
        return value.isoformat()
    return value


schema = json.load(sys.stdin)
validator = jsonschema.Draft7Validator(schema)
validator.check_schema(schema)
faults = 0
for path in sys.argv[1:]:
    with open(path, "rb") as file:
        document = plain(tomllib.load(file))
    for error in validator.iter_errors(document):
        faults += 1
        print(f"{path}: {'.'.join(map(str, error.absolute_path))}: {error.message[:200]}")
sys.exit(1 if faults else 0)
