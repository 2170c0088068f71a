"""Writes fixtures/: Parquet files of made-up rows as pyarrow and pandas write them, and the CSV that each stands for.

Run it with pyarrow and pandas at hand (bench/requirements.txt): python test/core/parquet/make_fixtures.py
"""

import datetime as dt
from decimal import Decimal
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

FOLDER = Path(__file__).parent / "fixtures"
ROWS = 300
UTC = dt.timezone.utc


def all_types() -> pa.Table:
    """Every type that has a text, with a null in each tenth row, and texts that a CSV must quote."""
    n = range(ROWS)
    texts = ["plain", 'say "hi"', "a,b;c|d\te", " blank ", "두 줄", "", "two\nlines", "=1+1"]
    start = dt.datetime(1969, 12, 30, 23, 59, 59, 250_000)
    columns = {
        "id": pa.array([f"C-{i:04d}" for i in n]),
        "int8": pa.array([i % 100 - 50 for i in n], pa.int8()),
        "int32": pa.array([i * 1_000_003 - 10**8 for i in n], pa.int32()),
        "int64": pa.array([2**63 - 1 - i for i in n], pa.int64()),
        "uint32": pa.array([2**32 - 1 - i for i in n], pa.uint32()),
        "uint64": pa.array([2**64 - 1 - i for i in n], pa.uint64()),
        "float": pa.array([i / 10 for i in n], pa.float32()),
        "double": pa.array([i / 7 for i in n], pa.float64()),
        "bool": pa.array([i % 3 == 0 for i in n]),
        "decimal9": pa.array([Decimal(i - 150) / 100 for i in n], pa.decimal128(9, 2)),
        "decimal18": pa.array([Decimal(f"-1234567890123.4567{i:02d}"[:19]) for i in n], pa.decimal128(18, 4)),
        "decimal38": pa.array([Decimal(f"{i - 150}2345678901234567890123456789.0123") for i in n], pa.decimal128(38, 4)),
        "date": pa.array([dt.date(1969, 12, 25) + dt.timedelta(days=i) for i in n]),
        "day_ns": pa.array([pd.Timestamp("2024-02-28") + pd.Timedelta(days=i) for i in n], pa.timestamp("ns")),
        "moment_ms": pa.array([start + dt.timedelta(hours=7 * i) for i in n], pa.timestamp("ms")),
        "moment_us": pa.array([start + dt.timedelta(microseconds=i) for i in n], pa.timestamp("us", "UTC")),
        "time": pa.array([dt.time(i % 24, i % 60, 7, 1000 * i) for i in n], pa.time64("us")),
        "text": pa.array([texts[i % len(texts)] for i in n]),
        "category": pa.array([("Basic", "Plus", "Premium")[i % 3] for i in n]).dictionary_encode(),
        "nothing": pa.nulls(ROWS),
    }
    gaps = np.arange(ROWS) % 10 == 9
    for name in list(columns)[1:-1]:
        columns[name] = pa.array([None if gap else v for v, gap in zip(columns[name].to_pylist(), gaps)], columns[name].type)
    return pa.table(columns)


def text_of(name: str, value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, Decimal):
        text = format(value, "f")
        return text.rstrip("0").rstrip(".") if "." in text else text
    if name == "float":
        value = float(str(np.float32(value)))
    if isinstance(value, float):
        return repr(value).removesuffix(".0")
    if isinstance(value, dt.datetime):
        seconds = value.strftime("%H:%M:%S") + f".{value.microsecond:06d}"
        return value.strftime("%Y-%m-%d") + ("" if seconds == "00:00:00.000000" else "T" + seconds.rstrip("0").rstrip("."))
    if isinstance(value, dt.time):
        return (value.strftime("%H:%M:%S") + f".{value.microsecond:06d}").rstrip("0").rstrip(".")
    return str(value).replace("\n", " ")


def csv_of(table: pa.Table) -> str:
    """The rows with every field in quotes, which says the same however a writer quotes."""
    rows = [[text_of(name, value) for name, value in row.items()] for row in table.to_pylist()]
    return "".join(",".join('"' + field.replace('"', '""') + '"' for field in row) + "\n" for row in [table.column_names, *rows])


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    table = all_types()
    (FOLDER / "types.csv").write_text(csv_of(table), encoding="utf-8", newline="")
    for codec in ["none", "snappy", "gzip", "zstd", "brotli", "lz4"]:
        pq.write_table(table, FOLDER / f"types-{codec}.parquet", compression=codec, row_group_size=128, data_page_size=512)
    pq.write_table(
        table, FOLDER / "types-v2.parquet", compression="zstd", data_page_version="2.0", use_dictionary=False,
        data_page_size=512, row_group_size=128, store_decimal_as_integer=True,
        column_encoding={"int64": "DELTA_BINARY_PACKED", "text": "DELTA_LENGTH_BYTE_ARRAY", "id": "DELTA_BYTE_ARRAY", "double": "BYTE_STREAM_SPLIT"},
    )
    old = table.select(["id", "day_ns", "moment_ms"])
    pq.write_table(old, FOLDER / "int96.parquet", use_deprecated_int96_timestamps=True)
    (FOLDER / "int96.csv").write_text(csv_of(old), encoding="utf-8", newline="")
    pq.write_table(pa.table({"id": ["a"], "list": [[1, 2]], "struct": [{"x": 1}], "raw": [b"\x00"]}).cast(
        pa.schema([("id", pa.string()), ("list", pa.list_(pa.int64())), ("struct", pa.struct([("x", pa.int64())])), ("raw", pa.binary(1))])
    ), FOLDER / "nested.parquet")
    customers().to_parquet(FOLDER / "customers.parquet", index=False)
    encrypted()


def customers() -> pd.DataFrame:
    """As somebody would save a frame: gaps make whole numbers floats, the label is a truth value."""
    n = np.arange(120)
    return pd.DataFrame({
        "id": [f"c{i}" for i in n],
        "tenure": np.where(n % 11 == 0, np.nan, n % 72),
        "monthly": np.round(5 + n * 0.37, 2),
        "plan": pd.Categorical(np.array(["Basic", "Plus", None], dtype=object)[n % 3]),
        "churned": n % 4 == 0,
    })


def encrypted() -> None:
    import pyarrow.parquet.encryption as pe

    class InTheClear(pe.KmsClient):
        def __init__(self, _configuration: object) -> None:
            super().__init__()

        def wrap_key(self, key_bytes: bytes, master_key_identifier: str) -> bytes:
            return key_bytes.hex().encode()

        def unwrap_key(self, wrapped_key: bytes, master_key_identifier: str) -> bytes:
            return bytes.fromhex(wrapped_key.decode())

    for plaintext_footer in [True, False]:
        factory = pe.CryptoFactory(InTheClear)
        how = pe.EncryptionConfiguration(footer_key="made-up", column_keys={"made-up": ["b"]}, plaintext_footer=plaintext_footer)
        properties = factory.file_encryption_properties(pe.KmsConnectionConfig(), how)
        name = f"encrypted-{'column' if plaintext_footer else 'footer'}.parquet"
        with pq.ParquetWriter(FOLDER / name, pa.schema([("a", pa.int64()), ("b", pa.int64())]), encryption_properties=properties) as writer:
            writer.write_table(pa.table({"a": [1, 2], "b": [3, 4]}))


main()
