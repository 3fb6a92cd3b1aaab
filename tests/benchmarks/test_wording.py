from benchmarks.growth import CHECKPOINTS, WINDOW, conversation
from benchmarks.wording import Wordings, questions, repeated_share


def test_no_wording_comes_twice_before_all_are_used_up():
    messages = Wordings(["one?", "two", "three."]).take(300)
    assert repeated_share(messages) == 0


def test_the_questions_come_as_they_stand_before_they_come_in_other_words():
    messages = Wordings(["one?", "two"]).take(4)
    assert messages[:2] == ["one?", "two"]
    assert not {"one?", "two"} & set(messages[2:])


def test_the_held_out_questions_give_a_long_run_of_different_messages():
    messages = Wordings(questions()).take(5000)
    assert repeated_share(messages) < 0.01
    assert max(map(len, messages)) <= 160


def test_repeated_wording_is_reported():
    assert repeated_share(["a", "a", "b", "b"]) == 0.5
    assert repeated_share([]) == 0


def test_the_same_questions_stand_around_each_checkpoint_of_a_long_conversation():
    window = [f"w{number}" for number in range(WINDOW)]
    messages = conversation(Wordings([f"q{number}" for number in range(40)]), window, 1010)
    for checkpoint in CHECKPOINTS[1:]:
        assert messages[checkpoint - WINDOW // 2 - 1 : checkpoint + WINDOW // 2] == window
    assert len(messages) == 1010
