import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import engine
from mainstay_training.encoder import Encoder, columns_of

KNOWN = {"age": None, "plan": ["a", "b", "c"]}
numbers = st.one_of(st.just(float("nan")), st.floats(-1e30, 1e30, allow_nan=False))
plans = st.sampled_from([None, "a", "b", "c", "unlisted"])
frames = st.lists(st.tuples(numbers, plans), min_size=1, max_size=60).map(
    lambda rows: pd.DataFrame(
        {"age": [row[0] for row in rows], "plan": pd.Series([row[1] for row in rows], dtype=object)}
    )
)


@settings(max_examples=60, deadline=None)
@given(frames, frames, st.booleans(), st.booleans())
def test_a_row_is_encoded_as_the_document_says(seen, asked, impute, clip):
    encoder = Encoder(KNOWN, impute=impute, clip=clip).fit(seen)
    encoded = encoder.transform(asked)
    for row, (age, plan) in zip(encoded, asked.itertuples(index=False), strict=True):
        features = {"age": None if np.isnan(age) else age, "plan": plan}
        np.testing.assert_array_equal(row, engine.encode(encoder.document_, features))


@settings(max_examples=60, deadline=None)
@given(frames, st.booleans())
def test_every_column_belongs_to_exactly_one_feature(seen, impute):
    document = Encoder(KNOWN, impute=impute).fit(seen).document_
    columns = sorted(column for feature in document["features"] for column in columns_of(feature))
    assert columns == list(range(len(columns)))
    assert document["columnCount"] == max(1, len(columns))


@settings(max_examples=60, deadline=None)
@given(frames, frames)
def test_a_category_takes_at_most_one_state(seen, asked):
    encoder = Encoder({"plan": KNOWN["plan"]}).fit(seen)
    assert set(encoder.transform(asked).sum(axis=1)) <= {0.0, 1.0}


@settings(max_examples=40, deadline=None)
@given(frames, frames)
def test_imputed_rows_have_no_gaps(seen, asked):
    assert np.isfinite(Encoder(KNOWN, impute=True).fit(seen).transform(asked)).all()


def frame(ages, plan_values):
    return pd.DataFrame({"age": ages, "plan": pd.Series(plan_values, dtype=object)})


def test_values_with_fewer_than_ten_rows_share_a_column_and_unlisted_ones_have_none():
    seen = frame([1.0] * 20, ["a"] * 12 + ["b"] * 4 + ["c"] * 2 + ["unlisted"] * 2)
    (plan,) = Encoder({"plan": KNOWN["plan"]}).fit(seen).document_["features"]
    assert plan["values"] == [{"value": "a", "column": 0}]
    assert plan["rare"] == {"values": ["b", "c"], "column": 1}
    assert plan["missingColumn"] is None
    assert plan["typical"] == "a"


def test_a_missing_column_exists_only_if_training_had_gaps():
    whole, gaps = frame([1.0, 2.0, 4.0], ["a"] * 3), frame([1.0, np.nan, 4.0], ["a", None, "a"])
    assert [f["missingColumn"] for f in Encoder(KNOWN).fit(whole).document_["features"]] == [None, None]
    age, plan = Encoder(KNOWN).fit(gaps).document_["features"]
    assert age["missingColumn"] == 1
    assert age["impute"] == 2.5  # median of 1 and 4
    assert plan["missingColumn"] is not None


def test_outliers_are_drawn_in_to_the_outer_thousandths():
    seen = frame(np.arange(1001.0), ["a"] * 1001)
    encoder = Encoder({"age": None}, clip=True).fit(seen)
    encoded = encoder.transform(frame([-5e9, 500.0, 5e9], ["a"] * 3))
    assert encoded[:, 0].tolist() == [1.0, 500.0, 999.0]


def test_numbers_beyond_float32_stay_finite():
    seen = frame([1.0, 2.0], ["a", "b"])
    encoded = Encoder({"age": None}, impute=False).fit(seen).transform(frame([1e300, -1e300], ["a", "a"]))
    assert np.isfinite(encoded).all()


@pytest.mark.parametrize("impute", [True, False])
def test_only_families_that_know_gaps_see_them(impute):
    seen = frame([1.0, np.nan, 4.0], ["a"] * 3)
    encoded = Encoder({"age": None}, impute=impute).fit(seen).transform(seen)
    assert np.isnan(encoded[1, 0]) == (not impute)
    assert encoded[:, 1].tolist() == [0, 1, 0]
