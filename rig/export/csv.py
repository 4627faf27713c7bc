"""A trial as a folder of CSV files: UTF-8, one header row, units in the names."""

from pathlib import Path

import pyarrow as pa
from pyarrow.csv import CSVWriter, WriteOptions

from rig.export.about import readme
from rig.export.arrow import write_tables
from rig.export.content import Content
from rig.export.output import Told, publish_folder, workplace
from rig.export.tables import tables

PLAIN_HEADER = WriteOptions(quoting_header="none")


def write(content: Content, out: Path, told: Told) -> list[Path]:
    """One file for each table, and README.txt about all of them."""
    found = tables(content)
    with workplace(out) as work:

        def new_file(name: str, schema: pa.Schema) -> CSVWriter:
            return CSVWriter(work / f"{name}.csv", schema, write_options=PLAIN_HEADER)

        write_tables(found, new_file, said={}, told=told)
        (work / "README.txt").write_text(readme(content, found), encoding="utf-8")
        publish_folder(work, out)
    return [out]
