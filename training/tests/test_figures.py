import numpy as np
import pytest
from sklearn.metrics import average_precision_score, brier_score_loss, f1_score, log_loss, roc_auc_score

from mainstay_training import curves
from mainstay_training.bootstrap import Resamples, estimate
from mainstay_training.calibration import apply_calibration, choose_calibration, fit_isotonic, fit_sigmoid
from mainstay_training.choose import choose_family
from mainstay_training.figures import Judged, all_figures
from mainstay_training.money import minor_units, value_if_lost
from mainstay_training.ranking import bin_codes, roc_auc
from mainstay_training.segments import groups_of
from mainstay_training.tiers import tier_thresholds

RANDOM = np.random.default_rng(11)
PROBABILITY = np.round(RANDOM.beta(2, 5, 800), 2)  # with ties
LEFT = (RANDOM.uniform(size=800) < PROBABILITY).astype(np.int64)
JUDGED = Judged(LEFT, PROBABILITY, PROBABILITY >= 0.4)
RESAMPLES = Resamples(800, 200, 1)
POLICY = {"contactCost": 6, "successRate": 0.5, "capacityShare": 0.1}


def test_figures_agree_with_scikit_learn_also_where_scores_tie():
    figures = {name: figure["value"] for name, figure in all_figures(JUDGED, RESAMPLES).items()}
    contacted = PROBABILITY >= 0.4
    assert figures["rocAuc"] == pytest.approx(roc_auc_score(LEFT, PROBABILITY))
    assert figures["prAuc"] == pytest.approx(average_precision_score(LEFT, PROBABILITY))
    assert figures["brier"] == pytest.approx(brier_score_loss(LEFT, PROBABILITY))
    kept = np.clip(PROBABILITY, 1e-15, 1 - 1e-15)
    assert figures["logLoss"] == pytest.approx(log_loss(LEFT, kept))
    assert figures["f1"] == pytest.approx(f1_score(LEFT, contacted))
    assert figures["accuracy"] == pytest.approx((contacted == LEFT).mean())
    groups = np.array_split(np.argsort(PROBABILITY, kind="stable"), 10)
    gaps = [abs(LEFT[group].mean() - PROBABILITY[group].mean()) * group.size / 800 for group in groups]
    assert figures["calibrationError"] == pytest.approx(sum(gaps))


def test_intervals_are_those_of_resampled_rows():
    drawn = [RANDOM.integers(0, 800, 800) for _ in range(400)]
    expected = np.quantile([roc_auc_score(LEFT[rows], PROBABILITY[rows]) for rows in drawn], [0.025, 0.975])
    figure = all_figures(JUDGED, Resamples(800, 400, 2))["rocAuc"]
    assert [figure["low"], figure["high"]] == pytest.approx(expected.tolist(), abs=0.01)


def test_an_interval_moved_to_its_figure_does_not_hold_what_resampling_added():
    figure = estimate(0.02, np.array([0.03, 0.04, 0.05]), centred=True)
    assert figure["low"] == pytest.approx(0.02 - 0.0095)
    assert figure["high"] == pytest.approx(0.02 + 0.0095)


def test_rank_auc_is_that_of_scikit_learn():
    assert roc_auc(LEFT, PROBABILITY) == pytest.approx(roc_auc_score(LEFT, PROBABILITY))
    assert roc_auc(np.ones(5), np.arange(5.0)) == 0.5


def test_the_sigmoid_recovers_what_distorted_the_probabilities():
    margin = RANDOM.normal(size=20_000)
    left = (RANDOM.uniform(size=20_000) < 1 / (1 + np.exp(-(0.5 * margin - 1)))).astype(np.int64)
    document = fit_sigmoid(margin, left)
    assert document["slope"] == pytest.approx(0.5, abs=0.05)
    assert document["intercept"] == pytest.approx(-1, abs=0.05)


def test_a_model_that_orders_backwards_still_gets_a_rising_sigmoid():
    margin = np.linspace(-3, 3, 400)
    assert fit_sigmoid(margin, (margin < 0).astype(np.int64))["slope"] > 0


def test_isotonic_is_taken_only_where_no_sigmoid_fits():
    margin = RANDOM.uniform(-4, 4, 20_000)
    folds = np.arange(20_000) % 5
    straight = (RANDOM.uniform(size=20_000) < 1 / (1 + np.exp(-margin))).astype(np.int64)
    assert choose_calibration(margin, straight, folds)[0]["kind"] == "sigmoid"
    stepped = (RANDOM.uniform(size=20_000) < np.where(margin > 2, 0.5, 0.1)).astype(np.int64)
    document, probability = choose_calibration(margin, stepped, folds)
    assert document["kind"] == "isotonic"
    assert (np.diff(document["x"]) >= 0.05).all()
    assert (np.diff(document["y"]) >= 0).all()
    assert probability[margin > 2.5].mean() == pytest.approx(0.5, abs=0.05)
    assert apply_calibration(document, np.array([-99.0]))[0] == document["y"][0]


def test_isotonic_needs_more_than_one_level():
    assert fit_isotonic(np.linspace(1, -1, 400), np.repeat([0, 1], 200)) is None


def losses(means, spread=0.0, rows=400):
    noise = np.tile([-1.0, 1.0], rows // 2)
    return {name: mean + spread * place * noise for place, (name, mean) in enumerate(means.items())}


def test_the_smallest_loss_wins():
    choice = choose_family(losses({"logistic-regression": 0.44, "xgboost": 0.41, "decision-tree": 0.46}))
    assert choice.name == "xgboost"
    assert "smallest cross-validated log loss" in choice.because
    assert choice.document["rule"] == "smallest-loss"
    assert choice.document["logLoss"] == pytest.approx(
        {"logistic-regression": 0.44, "xgboost": 0.41, "decision-tree": 0.46}
    )


def test_a_simpler_family_wins_where_the_difference_is_within_its_standard_error():
    close = losses({"logistic-regression": 0.411, "xgboost": 0.41}, spread=0.1)  # error 0.1 / √400 = 0.005
    choice = choose_family(close)
    assert choice.name == "logistic-regression"
    assert choice.document["rule"] == "simplest-within-error"
    assert choice.document["standardError"] == pytest.approx(0.005)
    assert choose_family(close, "xgboost").document["rule"] == "asked-for"
    assert choose_family(losses({"logistic-regression": 0.42, "xgboost": 0.41}, spread=0.1)).name == "xgboost"


def test_tiers_follow_capacity_where_contact_pays_early():
    probability = np.linspace(0, 1, 1001)
    assert tier_thresholds(probability, 1000, POLICY) == pytest.approx({"high": 0.9, "medium": 0.7})
    assert tier_thresholds(probability, None, POLICY) == pytest.approx({"high": 0.9, "medium": 0.7})


@pytest.mark.parametrize(
    ("value", "medium", "high"),
    [
        (15, 0.8, 0.9),  # pays from 6 / (0.5 × 15) = 0.8
        (12.5, 0.96, 0.96),
        (6, 1.0, 1.0),  # pays from 2, that is never
        (0, 0.7, 0.9),
    ],
)
def test_tiers_never_begin_before_contact_pays(value, medium, high):
    tiers = tier_thresholds(np.linspace(0, 1, 1001), value, POLICY)
    assert tiers == pytest.approx({"medium": medium, "high": high})


def test_medium_reaches_everyone_where_capacity_is_large():
    assert tier_thresholds(np.linspace(0, 1, 11), None, {**POLICY, "capacityShare": 0.5})["medium"] == 0


@pytest.mark.parametrize(("currency", "units"), [("USD", 100), ("KRW", 1), ("KWD", 1000)])
def test_minor_units_are_those_of_the_currency(currency, units):
    assert minor_units(currency) == units


def test_value_is_money_per_month_times_horizon_and_the_mean_where_unknown():
    profile = {"currency": "USD", "valueHorizonMonths": 12}
    assert value_if_lost(np.array([1000.0, 3000.0, np.nan]), profile).tolist() == [120, 360, 240]
    assert value_if_lost(np.array([np.nan]), profile) is None


def test_profit_is_value_kept_less_the_cost_of_contacts():
    judged = Judged(np.array([1, 0, 1, 0]), np.array([0.9, 0.8, 0.2, 0.1]), np.array([True] * 4))
    curve = curves.profit_curve(judged, np.full(4, 100.0), POLICY, Resamples(4, 20, 1))
    by_share = {point["share"]: point["profitPerCustomer"] for point in curve}
    assert by_share[0] == 0
    assert by_share[0.5] == pytest.approx((0.5 * 100 - 2 * 6) / 4)
    assert by_share[1] == pytest.approx((2 * 0.5 * 100 - 4 * 6) / 4)
    assert curve[25]["randomProfitPerCustomer"] == pytest.approx(by_share[1] / 2)
    assert curves.profit_curve(judged, None, POLICY, Resamples(4, 20, 1)) == []


def test_curves_end_where_everyone_is_reached():
    roc, pr = curves.roc_curve(JUDGED), curves.pr_curve(JUDGED)
    assert roc[0] == {"falsePositiveRate": 0, "truePositiveRate": 0, "threshold": 1}
    assert roc[-1] == {"falsePositiveRate": 1, "truePositiveRate": 1, "threshold": min(PROBABILITY)}
    for point in roc[1:]:
        assert point["truePositiveRate"] == np.mean(PROBABILITY[LEFT == 1] >= point["threshold"])
    assert pr[-1]["precision"] == pytest.approx(LEFT.mean())
    area = np.trapezoid([p["truePositiveRate"] for p in roc], [p["falsePositiveRate"] for p in roc])
    assert area == pytest.approx(roc_auc_score(LEFT, PROBABILITY))


def test_segments_cover_every_customer_once():
    values = np.array([3.0, 12.0, 30.0, np.nan])
    groups = groups_of(values, {"kind": "number"}, [12, 24])
    assert [(name, members.tolist().index(True)) for name, members in groups] == [
        ("< 12", 0),
        ("12–24", 1),
        ("≥ 24", 2),
        ("missing", 3),
    ]
    texts = np.array(["b", "a", None, "zzz"], dtype=object)
    assert [name for name, _ in groups_of(texts, {"kind": "category", "values": ["a", "b"]}, None)] == [
        "a",
        "b",
        "other",
        "missing",
    ]


def test_bins_are_half_open_and_missing_is_a_bin_of_its_own():
    codes, edges = bin_codes(np.array([1.0, 2.0, 3.0, 4.0, np.nan]), 2)
    assert edges.tolist() == [2.5]
    assert codes.tolist() == [0, 0, 1, 1, 2]
