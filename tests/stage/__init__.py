"""An app that only the tests know: a record with a path, to try the door on."""
