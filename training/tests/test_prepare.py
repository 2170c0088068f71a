import json

import jsonschema
import numpy as np
import pandas as pd
import pytest

from conftest import SCHEMAS, a_profile, run, some_rows, write_checked
from mainstay_training.checked import Profile, parse_rows
from mainstay_training.leaks import find_leaks
from mainstay_training.prepared import Prepared
from mainstay_training.split import assign_folds, first_of_each, place_of, set_test_aside


def prepare(tmp_path, rows, profile=None, *options):
    source = write_checked(tmp_path / "in", rows, profile)
    code = run("prepare", "--input", source, "--output", tmp_path / "out", "--folds", 3, *options)
    return code, Prepared(tmp_path / "out")


def last_event(capsys):
    return json.loads(capsys.readouterr().out.splitlines()[-1])


def with_feature(name, kind="number", **more):
    profile = a_profile()
    entry = {"name": name, "label": {"en": name, "ko": name}, "kind": kind, "changeable": False, **more}
    return {**profile, "features": [*profile["features"], entry]}


def test_every_customer_is_either_trained_on_or_tested_on(prepared):
    folder = Prepared(prepared)
    training = pd.read_csv(prepared / "training.csv")
    test = pd.read_csv(prepared / "test.csv")
    assert set(training["__id"]).isdisjoint(test["__id"])
    assert len(training) + len(test) == 600
    assert len(test) == pytest.approx(120, abs=30)
    assert training["__label"].mean() == pytest.approx(test["__label"].mean(), abs=0.1)
    assert folder.summary["splitKind"] == "random"
    shares = training.groupby("__fold")["__label"].agg(["size", "mean"])
    assert shares["size"].max() - shares["size"].min() <= 1
    assert shares["mean"].max() - shares["mean"].min() < 0.01


def test_all_rows_of_a_customer_are_on_one_side_and_in_one_fold():
    rows = some_rows(600)
    rows["__id"] = [f"c{number // 4}" for number in range(600)]
    split = set_test_aside(rows, 0.2, 5)
    test = split.test
    assert split.kind == "random"
    assert set(rows["__id"][test]).isdisjoint(rows["__id"][~test])
    folds = pd.DataFrame({"id": rows["__id"], "fold": assign_folds(rows, 3, 3)})
    assert folds.groupby("id")["fold"].nunique().max() == 1


def test_a_customer_who_tests_one_model_trains_none_whatever_else_comes_in():
    first = some_rows(900)
    later = pd.concat([some_rows(4000, seed=5).assign(__id=[f"n{n}" for n in range(4000)]), first], ignore_index=True)
    tested = set(first["__id"][set_test_aside(first, 0.2, 5).test])
    split = set_test_aside(later, 0.2, 5)
    assert tested <= set(later["__id"][split.test])
    assert set(later["__id"][split.test]) & set(first["__id"]) == tested


def test_few_leavers_are_shared_out_between_training_and_test():
    rows = some_rows(300)
    by_hash = place_of(rows["__id"]) < 0.1
    rows["__label"] = np.where(~by_hash & (rows.index < 100), "1", "0")
    left = (rows["__label"] == "1").to_numpy()
    test = set_test_aside(rows, 0.1, 5).test
    assert (left & test).sum() == round(0.1 * left.sum())
    assert (set_test_aside(rows, 0.1, 5).training == ~test).all()


def monthly(rows):
    return rows.assign(__snapshot=[f"2026-{1 + number % 6:02d}-01" for number in range(len(rows))])


def test_the_newest_snapshots_are_the_test_where_snapshots_differ():
    rows = monthly(some_rows(600))
    split = set_test_aside(rows, 0.2, 5)
    assert split.kind == "time"
    assert set(rows["__snapshot"][split.test]) == {"2026-05-01", "2026-06-01"}
    assert (split.training == ~split.test).all()


@pytest.mark.parametrize("seed", range(8))
def test_what_a_champion_was_trained_on_tests_no_challenger_as_snapshots_come_in(seed):
    random = np.random.default_rng(seed)
    rows, trained = some_rows(0), set()
    for month in range(1, 9):
        count = 700 if month == 1 else int(random.integers(150, 320))
        new = some_rows(count, seed=100 * seed + month)
        rows = pd.concat([rows, new.assign(__snapshot=f"2026-{month:02d}-01")], ignore_index=True)
        if month == 1:
            continue  # one snapshot has no time to be split by
        split = set_test_aside(rows, 0.2, 5)
        assert split.kind == "time"
        keys = list(zip(rows["__id"], rows["__snapshot"], strict=True))
        tested = {key for key, test in zip(keys, split.test, strict=True) if test}
        assert tested
        assert trained.isdisjoint(tested)
        trained |= {key for key, training in zip(keys, split.training, strict=True) if training}


def test_rows_whose_label_was_not_known_on_the_first_test_day_do_not_train():
    rows = monthly(some_rows(600))
    split = set_test_aside(rows, 0.2, 5, 60)
    assert set(rows["__snapshot"][split.test]) == {"2026-05-01", "2026-06-01"}
    assert set(rows["__snapshot"][split.training]) == {"2026-01-01", "2026-02-01", "2026-03-01"}
    # A horizon that would cost most of the rows leaves out none.
    assert (set_test_aside(rows, 0.2, 5, 200).training == ~split.test).all()


def test_a_split_by_time_says_so_with_its_dates_and_counts_what_it_left_out(tmp_path):
    code, folder = prepare(tmp_path, monthly(some_rows(600)), a_profile(churnWithinDays=30, leadTimeDays=14))
    assert code == 0
    assert folder.summary["splitKind"] == "time"
    assert folder.summary["dates"] == {
        "training": {"from": "2026-01-01", "to": "2026-03-01"},
        "test": {"from": "2026-05-01", "to": "2026-06-01"},
        "leftOut": 100,
    }
    assert len(folder.training) == 300


def test_one_new_snapshot_without_leavers_does_not_become_the_test():
    rows = some_rows(600)
    rows["__snapshot"] = np.where(rows["__label"] == "1", "2026-01-01", "2026-02-01")
    assert set_test_aside(rows, 0.2, 5).kind == "random"


def test_customers_who_were_contacted_are_kept_apart_and_counted(tmp_path):
    rows = some_rows(900)
    rows["__touch"] = np.where(rows.index < 100, "contacted", np.where(rows.index < 150, "holdout", ""))
    code, folder = prepare(tmp_path, rows)
    assert code == 0
    contacted = pd.read_csv(folder.folder / "contacted.csv", dtype=str)
    assert set(contacted["__id"]) == {f"c{number}" for number in range(100)}
    assert len(folder.training) + len(folder.test) == 800
    assert not set(contacted["__id"]) & {
        *folder.test_rows["__id"],
        *pd.read_csv(folder.folder / "training.csv")["__id"],
    }
    exploration = json.loads((folder.folder / "exploration.json").read_text())
    assert exploration["touch"] == {"untouched": 750, "contacted": 100, "holdout": 50}
    jsonschema.validate(exploration, json.loads((SCHEMAS / "exploration.schema.json").read_text()))


def test_an_unknown_touch_is_refused(tmp_path, capsys):
    assert prepare(tmp_path, some_rows(600).assign(__touch="phoned"))[0] == 1
    assert '__touch holds "phoned"' in last_event(capsys)["detail"]


def test_a_customer_seen_twice_at_one_snapshot_counts_once():
    rows = some_rows(20)
    rows["__snapshot"] = "2026-01-01"
    again = rows.head(3).assign(fee="1")
    kept = first_of_each(pd.concat([rows, again], ignore_index=True), ids_are_lines=False)
    assert kept.sum() == 20
    assert kept[:20].all()


def test_rows_of_one_customer_that_differ_stay_where_there_is_no_snapshot():
    rows = some_rows(20)
    again = rows.head(3).assign(fee="1")
    assert first_of_each(pd.concat([rows, again, rows.head(2)], ignore_index=True), ids_are_lines=False).sum() == 23


def test_equal_rows_with_ids_from_lines_are_copies_only_if_rows_tend_to_differ():
    rows = some_rows(200)
    copies = pd.concat([rows, rows.head(5).assign(__id=[f"line-{n}" for n in range(5)])], ignore_index=True)
    assert first_of_each(copies, ids_are_lines=True).sum() == 200
    coarse = copies[["__id", "__line", "__label", "__snapshot", "support"]]
    assert first_of_each(coarse, ids_are_lines=True).all()


@pytest.mark.parametrize(("leavers", "missing"), [(0, 30), (29, 1)])
def test_too_few_leavers_are_refused_with_the_number_missing(tmp_path, capsys, leavers, missing):
    rows = some_rows(300)
    rows["__label"] = ["1" if number < leavers else "0" for number in range(300)]
    code, folder = prepare(tmp_path, rows)
    assert code == 1
    event = last_event(capsys)
    assert event["code"] == "not-enough-data"
    assert f"{leavers} customers who left, 30 needed: {missing} more" in event["detail"]
    assert not folder.folder.exists()


def test_rows_of_one_leaver_do_not_count_as_many_leavers(tmp_path, capsys):
    rows = some_rows(300)
    rows.loc[rows["__label"] == "1", "__id"] = "the-same"
    assert prepare(tmp_path, rows)[0] == 1
    assert "1 customers who left" in last_event(capsys)["detail"]


def test_a_number_that_tells_the_label_is_found_and_left_out(tmp_path):
    rows = some_rows(600)
    rows["closed"] = np.where(rows["__label"] == "1", "9", "1")
    code, folder = prepare(tmp_path, rows, with_feature("closed"))
    assert code == 0
    assert "closed" not in folder.features
    (leak,) = json.loads((folder.folder / "exploration.json").read_text())["leaks"]
    assert leak["feature"] == "closed"
    assert leak["dropped"]
    assert leak["rocAucAlone"] > 0.98
    (dropped,) = folder.summary["droppedFeatures"]
    assert "ROC AUC" in dropped["reason"]


def leaks_of(extra, kind, **more):
    rows = some_rows(600).assign(extra=extra)
    profile = with_feature("extra", kind, **more)
    customers = parse_rows(rows, Profile(profile))
    return list(find_leaks(customers, assign_folds(rows, 3, 1), Profile(profile)))


LEFT = (some_rows(600)["__label"] == "1").to_numpy()
NOISE = np.random.default_rng(5).uniform(size=600)


@pytest.mark.parametrize(
    ("values", "kind", "more"),
    [
        (np.where(LEFT, "", "3"), "number", {}),  # filled in for those who stayed
        (np.where(LEFT, NOISE.round(6).astype(str), ""), "number", {}),  # filled in for those who left
        (np.where(LEFT, "50", np.where(NOISE < 0.5, "1", "99")), "number", {}),  # leavers in the middle
        (np.where(LEFT, "gone", "here"), "category", {"values": ["gone", "here"]}),
        (np.where(LEFT, "", "here"), "category", {"values": ["here"]}),
    ],
)
def test_every_way_of_giving_the_answer_away_is_found(values, kind, more):
    assert [leak.feature for leak in leaks_of(values, kind, **more)] == ["extra"]


def test_a_trusted_feature_is_reported_but_kept():
    (leak,) = leaks_of(np.where(LEFT, "9", "1"), "number", trusted=True)
    assert not leak.dropped


def test_a_category_of_its_own_for_every_customer_is_no_leak():
    assert leaks_of([f"v{number}" for number in range(600)], "category", values=["v1"]) == []


def test_constant_features_are_left_out(tmp_path):
    rows = some_rows(600).assign(always="7", never="")
    profile = with_feature("always")
    profile["features"].append({**profile["features"][-1], "name": "never"})
    _, folder = prepare(tmp_path, rows, profile)
    assert [entry["feature"] for entry in folder.summary["droppedFeatures"]] == ["always", "never"]
    exploration = json.loads((folder.folder / "exploration.json").read_text())
    jsonschema.Draft202012Validator(json.loads((SCHEMAS / "exploration.schema.json").read_text())).validate(exploration)


def test_nothing_to_learn_says_why(tmp_path, capsys):
    profile = with_feature("always")
    profile["features"] = profile["features"][-1:]
    profile["segments"] = []
    assert prepare(tmp_path, some_rows(600).assign(always="7"), profile)[0] == 1
    event = last_event(capsys)
    assert event["code"] == "nothing-to-learn"
    assert "always" in event["detail"]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"fee": "many"}, 'column "fee"'),
        ({"fee": "1e999"}, "infinite"),
        ({"__label": "maybe"}, "__label must be 0 or 1"),
    ],
)
def test_a_file_that_intake_did_not_check_is_refused(tmp_path, capsys, change, said):
    assert prepare(tmp_path, some_rows(300).assign(**change))[0] == 1
    event = last_event(capsys)
    assert event["code"] == "unreadable-file"
    assert said in event["detail"]


def test_missing_columns_and_files_are_named(tmp_path, capsys):
    assert prepare(tmp_path, some_rows(300).drop(columns="plan"))[0] == 1
    assert "lacks the columns plan" in last_event(capsys)["detail"]
    assert run("prepare", "--input", tmp_path / "nowhere", "--output", tmp_path / "out") == 1
    assert last_event(capsys)["code"] == "file-not-found"


def test_exploration_says_nothing_of_test_rows(tmp_path, prepared):
    exploration = json.loads((prepared / "exploration.json").read_text())
    training = pd.read_csv(prepared / "training.csv")
    assert exploration["customers"] == len(training)
    assert exploration["leavers"] == training["__label"].sum()
    tenure = next(entry for entry in exploration["features"] if entry["feature"] == "tenure")
    assert tenure["mean"] == pytest.approx(training["tenure"].mean())
    assert sum(entry["customers"] for entry in tenure["bins"]) == len(training)
    plan = next(entry for entry in exploration["features"] if entry["feature"] == "plan")
    assert {entry["value"]: entry["customers"] for entry in plan["values"]} == training["plan"].value_counts().to_dict()
