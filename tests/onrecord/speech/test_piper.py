"""The packaged voice, and files that are no voice; sound that is the model's own."""

import json
import shutil
import time
from array import array
from itertools import pairwise
from pathlib import Path

import pytest

from audit.errors import ModelError, NotSounded
from onrecord.speech import piper, piper_model
from onrecord.speech.domain import Sound
from onrecord.speech.script import plain

TEXT = 'On 16 September 2025 Ottilie Marchbank said: "The budget is £11.6 million, in the end of it." That was all.'


@pytest.fixture(scope="module")
def sound() -> Sound:
    return piper.presenter().speak(plain(TEXT))


def test_it_names_the_packaged_model_by_its_hash_before_it_is_loaded() -> None:
    likeness = piper.presenter().likeness
    assert (likeness.name, likeness.sha256, likeness.leader_id) == (
        piper_model.PACKAGED, piper_model.PACKAGED_SHA256, None,
    )  # fmt: skip


def test_the_same_words_are_the_same_samples(sound: Sound) -> None:
    assert piper.presenter().speak(plain(TEXT)) == sound


def test_every_word_has_its_time_one_behind_the_other(sound: Sound) -> None:
    said = plain(TEXT).said
    assert [(one.start, one.end) for one in sound.words] == [(one.start, one.end) for one in said]
    for before, after in pairwise(sound.words):
        assert before.begin < before.finish <= after.begin
    assert sound.words[-1].finish < sound.seconds


def test_phonemes_fill_the_sound_but_for_the_pauses_between_sentences(sound: Sound) -> None:
    holes = [after.begin - before.finish for before, after in pairwise(sound.phonemes)]
    assert sound.phonemes[0].begin == 0
    assert sum(one > 1e-9 for one in holes) == 1
    assert max(holes) == pytest.approx(piper.PAUSE_S, abs=1e-3)
    assert sound.seconds - sound.phonemes[-1].finish == pytest.approx(piper.PAUSE_S, abs=1e-3)


def test_there_is_sound_where_words_are_and_none_in_a_pause(sound: Sound) -> None:
    samples = array("h", sound.pcm)

    def loudness(begin: float, finish: float) -> float:
        part = samples[round(begin * sound.rate) : round(finish * sound.rate)]
        return sum(abs(one) for one in part) / len(part)

    assert min(loudness(one.begin, one.finish) for one in sound.words if one.end - one.start > 4) > 300
    assert loudness(sound.seconds - piper.PAUSE_S + 0.001, sound.seconds) == 0


def test_a_word_that_is_given_as_phonemes_is_said_with_them() -> None:
    from onrecord.speech.lexicon import Lexicon

    lexicon = Lexicon(said={"marchbank": "[[ˈzuːzuː]]"})
    made = piper.presenter().speak(plain("It was Marchbank who said so.", lexicon))
    word = made.words[2]
    heard = "".join(one.symbol for one in made.phonemes if word.begin <= one.begin < word.finish)
    assert heard == "ˈzuːzuː"


def test_nothing_that_is_said_is_no_sound_and_no_fault() -> None:
    assert piper.presenter().speak(plain("— * …")).pcm == b""


def copied(folder: Path) -> Path:
    path = folder / "own.onnx"
    shutil.copy(piper_model.packaged(), path)
    shutil.copy(piper_model.packaged().with_suffix(".onnx.json"), folder / "own.onnx.json")
    return path


def test_a_voice_of_ones_own_is_named_by_its_files_hash_and_whose_it_is(tmp_path: Path) -> None:
    voice = piper.by_file(copied(tmp_path), "ada-okafor")
    assert (voice.likeness.name, voice.likeness.sha256) == ("own", piper_model.PACKAGED_SHA256)
    assert voice.likeness.leader_id == "ada-okafor"
    assert voice.speak(plain("Yes.")).seconds > 0.3


def test_a_packaged_file_that_was_changed_is_not_loaded(tmp_path: Path) -> None:
    path = copied(tmp_path)
    settings = path.with_name("own.onnx.json")
    settings.write_text(json.dumps(json.loads(settings.read_text())))
    expected = (piper_model.PACKAGED_SHA256, piper_model.PACKAGED_CONFIG_SHA256)
    with pytest.raises(ModelError, match="not the voice OnRecord was measured with"):
        piper_model.load(path, expected)


def changed(path: Path, **said: object) -> Path:
    settings = path.with_name("own.onnx.json")
    settings.write_text(json.dumps(json.loads(settings.read_text()) | said))
    return path


def test_a_voice_whose_phonemes_another_program_makes_is_not_loaded(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="its phonemes are of the type pinyin; expected espeak"):
        _ = piper.by_file(changed(copied(tmp_path), phoneme_type="pinyin"), None).likeness


def test_a_configuration_that_belongs_to_another_model_is_one_line_when_it_speaks(tmp_path: Path) -> None:
    voice = piper.by_file(changed(copied(tmp_path), espeak={"voice": "no-such"}), None)
    with pytest.raises(ModelError, match="cannot be used as a Piper voice") as caught:
        voice.speak(plain("Yes."))
    assert "\n" not in caught.value.message


def test_teens_are_stressed_as_they_differ_from_tens() -> None:
    made = piper.presenter().speak(plain("the fourteenth of forty"))
    heard = "".join(one.symbol for one in made.phonemes)
    assert "fˌɔːɹtˈiːnθ" in heard
    assert "fˈɔːɹɾi" in heard


@pytest.mark.parametrize(
    ("name", "data", "told"),
    [
        ("none.onnx", None, "cannot be read: No such file"),
        ("bad.onnx", b"not a model", "cannot be used as a Piper voice"),
    ],
)
def test_a_file_that_is_no_voice_is_one_line(tmp_path: Path, name: str, data: bytes | None, told: str) -> None:
    path = tmp_path / name
    if data is not None:
        path.write_bytes(data)
        path.with_name(f"{name}.json").write_text("{}")
    with pytest.raises(ModelError, match=told) as caught:
        _ = piper.by_file(path, None).likeness
    assert "\n" not in caught.value.message


def test_a_very_long_sentence_is_said_in_parts_and_each_word_has_one_time() -> None:
    """What the model needs grows with the square of what it is given: a table's row took all of the memory."""
    text = "7" * 130 + " of it"
    script = plain(text)
    parts = [sum(len(one.words) + 1 for one in each) for each in piper._sentences(script.said)]
    assert len(parts) == 2
    assert max(parts) <= piper.LONGEST + 1
    made = piper.presenter().speak(script)
    assert [(one.start, one.end) for one in made.words] == [(one.start, one.end) for one in script.said]
    assert made.words[0].finish > 20
    for before, after in pairwise(made.words):
        assert before.begin < before.finish <= after.begin


def test_a_model_that_is_no_voice_says_so_when_it_is_run(tmp_path: Path) -> None:
    import onnx
    from onnx import TensorProto, helper

    shape = helper.make_tensor_value_info("input", TensorProto.INT64, [1])
    named = [helper.make_tensor_value_info(one, TensorProto.INT64, [1]) for one in ("output", "w_ceil")]
    nodes = [helper.make_node("Identity", ["input"], [one.name]) for one in named]
    model = helper.make_model(helper.make_graph(nodes, "other", [shape], named), opset_imports=[
        helper.make_opsetid("", 17)], ir_version=8)  # fmt: skip
    onnx.save(model, str(tmp_path / "other.onnx"))
    config = piper_model.packaged().with_name(f"{piper_model.PACKAGED}.onnx.json")
    for voice in ("en-us", "not-a-language"):
        told = json.loads(config.read_bytes())
        told["espeak"]["voice"] = voice
        (tmp_path / "other.onnx.json").write_text(json.dumps(told))
        with pytest.raises(ModelError, match="cannot be used as a Piper voice: ") as caught:
            piper.by_file(tmp_path / "other.onnx", None).speak(plain("Ready."))
        assert "\n" not in str(caught.value)


@pytest.mark.parametrize("text", ["1" * 3_000, "漢" * 400, "It was so, and it is. " * 120])
def test_what_takes_minutes_to_say_is_refused_before_any_of_it_is_said(text: str) -> None:
    """It held one of two workers for as long; what takes the time is the model, by what it has to say."""
    presenter = piper.presenter()
    presenter.speak(plain("Yes."))
    began = time.process_time()
    with pytest.raises(NotSounded, match="more than about two minutes") as caught:
        presenter.speak(plain(text))
    assert time.process_time() - began < 1
    assert "\n" not in caught.value.message


def test_letters_of_another_script_are_given_to_the_model_a_few_at_a_time() -> None:
    """They are said by their names: 270 of them took it 2 GB."""
    parts = list(piper._sentences(plain("漢" * 270 + "ﷺ" * 60).said))
    names = [len(piper.presenter()._model.phonemes(" ".join(one.words for one in each))) for each in parts]
    assert max(names) < 2 * piper.LONGEST
