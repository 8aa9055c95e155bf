"""A real `CrossEncoder` with random weights: labels, lengths, names and faults."""

import json
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from agent.judges.cross_encoder import CrossEncoderJudge
from audit.errors import ModelError

CLAIM = "the plant closes."
QUOTE = "The plant in Leeds stays open."
COMMIT = "0123456789abcdef0123456789abcdef01234567"


def soon() -> float:
    return time.monotonic() + 60


def relabel(folder: str, labels: dict[int, str]) -> None:
    path = Path(folder) / "config.json"
    config = json.loads(path.read_text(encoding="utf-8"))
    config["id2label"] = {str(index): label for index, label in labels.items()}
    config["label2id"] = {label: index for index, label in labels.items()}
    path.write_text(json.dumps(config), encoding="utf-8")


def test_the_probability_is_that_of_the_label_entailment_wherever_it_stands(tiny: Callable[..., str]) -> None:
    folder = tiny()
    found = []
    for place in range(3):
        labels = ["neutral", "contradiction"]
        labels.insert(place, "ENTAILMENT")
        relabel(folder, dict(enumerate(labels)))
        found.append(CrossEncoderJudge(folder).support(CLAIM, [QUOTE], soon()))
    assert sum(found) == pytest.approx(1.0, abs=1e-5)
    assert len({round(one, 4) for one in found}) == 3


def test_a_label_that_only_contains_the_word_is_not_it(tiny: Callable[..., str]) -> None:
    folder = tiny(labels={0: "not_entailment", 1: "entailment"})
    found = CrossEncoderJudge(folder).support(CLAIM, [QUOTE], soon())
    relabel(folder, {0: "entailment", 1: "not_entailment"})
    assert CrossEncoderJudge(folder).support(CLAIM, [QUOTE], soon()) == pytest.approx(1 - found, abs=1e-5)


def test_a_model_with_one_label_gives_its_score(tiny: Callable[..., str]) -> None:
    from sentence_transformers import CrossEncoder

    folder = tiny(labels={0: "LABEL_0"})
    score = CrossEncoder(folder).predict([(QUOTE, CLAIM)], show_progress_bar=False)[0]
    assert CrossEncoderJudge(folder).support(CLAIM, [QUOTE], soon()) == pytest.approx(float(score))
    assert 0 < score < 1


def test_a_score_that_is_no_probability_is_no_judgement(tiny: Callable[..., str]) -> None:
    folder = tiny(labels={0: "LABEL_0"})
    path = Path(folder) / "config.json"
    config = json.loads(path.read_text(encoding="utf-8"))
    config["sentence_transformers"] = {"activation_fn": "torch.nn.modules.activation.LogSigmoid"}  # below 0
    path.write_text(json.dumps(config), encoding="utf-8")
    with pytest.raises(ModelError, match="where a probability from 0 to 1 was expected"):
        CrossEncoderJudge(folder).support(CLAIM, [QUOTE], soon())


def test_labels_without_entailment_are_told_in_one_line(tiny: Callable[..., str]) -> None:
    judge = CrossEncoderJudge(tiny(labels={0: "negative", 1: "positive"}))
    with pytest.raises(
        ModelError, match="has the labels negative, positive; expected one of them to be entailment"
    ) as e:
        judge.support(CLAIM, [QUOTE], soon())
    assert "\n" not in str(e.value)


def test_the_quotes_are_the_premise_and_the_claim_the_hypothesis(tiny: Callable[..., str]) -> None:
    from sentence_transformers import CrossEncoder

    folder = tiny()
    pairs = [(QUOTE, CLAIM), (CLAIM, QUOTE)]
    there, back = CrossEncoder(folder).predict(pairs, apply_softmax=True, show_progress_bar=False)[:, 1]
    assert abs(there - back) > 1e-3
    assert CrossEncoderJudge(folder).support(CLAIM, [QUOTE], soon()) == pytest.approx(float(there), abs=1e-5)


def test_several_quotes_are_one_premise(tiny: Callable[..., str]) -> None:
    judge = CrossEncoderJudge(tiny())
    apart = judge.support(CLAIM, ["We hire.", "It is soon."], soon())
    assert apart == judge.support(CLAIM, ["We hire. It is soon."], soon())


def test_of_a_long_premise_the_best_window_counts(tiny: Callable[..., str]) -> None:
    judge = CrossEncoderJudge(tiny())
    long = [
        "Ada said it and we hire forty engineers and nobody may leave the plant.",
        "The plant in Leeds stays open and nobody was in it, said Ada, and closes.",
        "Nobody said it, and nobody may leave it, and it is open, and it closes soon.",
    ]
    alone = [judge.support(CLAIM, [one], soon()) for one in long]
    assert max(alone) - min(alone) > 1e-3
    for order in (long, long[::-1], long[1:] + long[:1]):
        assert judge.support(CLAIM, [" ".join(order)], soon()) == max(alone)


def test_a_sentence_is_never_cut(tiny: Callable[..., str]) -> None:
    judge = CrossEncoderJudge(tiny())
    endless = "the plant " * 20 + "closes."
    with pytest.raises(ModelError, match="no sentence of the quotes fits, with the claim, its 32 tokens"):
        judge.support(CLAIM, [endless], soon())
    assert judge.support(CLAIM, [endless, QUOTE], soon()) == judge.support(CLAIM, [QUOTE], soon())


def test_no_quotes_support_nothing(tiny: Callable[..., str]) -> None:
    with pytest.raises(ModelError, match="has nothing to read"):
        CrossEncoderJudge(tiny()).support(CLAIM, [], soon())


def test_after_the_deadline_nothing_is_judged(tiny: Callable[..., str]) -> None:
    with pytest.raises(ModelError, match="was not done in time"):
        CrossEncoderJudge(tiny()).support(CLAIM, [QUOTE], time.monotonic() - 1)


def test_a_folder_is_named_by_its_weights(tiny: Callable[..., str]) -> None:
    first, same, other = (
        CrossEncoderJudge(tiny(name, seed=seed)).name for name, seed in (("a/m", 0), ("b/m", 0), ("c/m", 1))
    )
    assert first == same != other
    assert first.startswith("m@sha256:")


def test_a_changed_label_changes_the_name(tiny: Callable[..., str]) -> None:
    folder = tiny()
    before = CrossEncoderJudge(folder).name
    relabel(folder, {0: "entailment", 1: "contradiction", 2: "neutral"})
    assert CrossEncoderJudge(folder).name != before


def test_a_model_of_the_hub_is_named_by_its_commit() -> None:
    assert CrossEncoderJudge("some/nli", COMMIT).name == f"some/nli@{COMMIT}"


@pytest.mark.parametrize("revision", [None, "main", "v1.0", COMMIT[:7]])
def test_a_revision_that_can_move_is_none(revision: str | None) -> None:
    with pytest.raises(ModelError, match="expected as a commit of 40 hexadecimal digits") as e:
        CrossEncoderJudge("some/nli", revision)
    assert "\n" not in str(e.value)


def test_a_folder_that_holds_no_model_is_told_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text("{}", encoding="utf-8")
    with pytest.raises(ModelError, match="cannot be loaded") as e:
        CrossEncoderJudge(str(tmp_path)).support(CLAIM, [QUOTE], soon())
    assert "\n" not in str(e.value)
