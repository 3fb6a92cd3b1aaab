from benchmarks.content_of_size import home_with, topics
from rrn.content import load_content


def test_generated_topics_are_all_different():
    assert len(set(topics(2000))) == 2000


def test_a_home_has_so_many_questions_that_load_as_the_project_s_own_do(tmp_path):
    home = home_with(tmp_path / "home", 20)
    answers = load_content(home / "data").answers
    assert len(answers) == 20
    assert {"what_is_rrn", "nhs_only", "generated_0000"} <= set(answers)
    assert (home / "config.yml").exists()
