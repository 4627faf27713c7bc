"""A trial as a folder of Parquet files, one for each table, with units in their metadata."""

from pathlib import Path

import pyarrow as pa
from pyarrow.parquet import ParquetWriter

from rig.export.about import about
from rig.export.arrow import write_tables
from rig.export.content import Content
from rig.export.output import Told, publish_folder, workplace
from rig.export.tables import tables


def write(content: Content, out: Path, told: Told) -> list[Path]:
    """One file for each table; each holds all that is known of the trial."""
    with workplace(out) as work:

        def new_file(name: str, schema: pa.Schema) -> ParquetWriter:
            return ParquetWriter(work / f"{name}.parquet", schema)

        write_tables(tables(content), new_file, said=about(content), told=told)
        publish_folder(work, out)
    return [out]
