"""A table in Arrow's form: CSV and Parquet are written from it."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import Any

import pyarrow as pa

from rig.export.columns import Column, Table
from rig.export.output import Told

PASS_ROWS = 1 << 16

NewFile = Callable[[str, pa.Schema], AbstractContextManager[Any]]


def write_tables(
    tables: dict[str, Table], new_file: NewFile, *, said: dict[str, str], told: Told
) -> None:
    """Each table to its own file; `said` is added to all of them, where a file can hold it."""
    rows, done = sum(len(table[0].values) for table in tables.values()), 0
    for name, table in tables.items():
        schema = pa.schema([_field(column) for column in table], metadata=said)
        with new_file(name, schema) as file:
            for batch in _batches(table, schema):
                file.write_batch(batch)
                done += len(batch)
                told(done / max(rows, 1))


def _field(column: Column) -> pa.Field:
    kind = pa.from_numpy_dtype(column.values.dtype)
    return pa.field(column.name, kind, metadata={"unit": column.unit, "description": column.says})


def _batches(table: Table, schema: pa.Schema) -> Iterator[pa.RecordBatch]:
    for first in range(0, len(table[0].values), PASS_ROWS):
        rows = slice(first, first + PASS_ROWS)
        yield pa.record_batch([pa.array(column.values[rows]) for column in table], schema=schema)
