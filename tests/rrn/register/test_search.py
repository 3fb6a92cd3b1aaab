"""Names that are like others, in a register of thousands."""

from __future__ import annotations

import random

import pytest
from sqlalchemy import event

from benchmarks.register import made_up_names, misspelt, write_file
from rrn.register import Register
from tests.rrn.register.conftest import row

SIZE = 3_000


@pytest.fixture(scope="module")
def names():
    return made_up_names(SIZE)


@pytest.fixture(scope="module")
def thousands(names, tmp_path_factory):
    folder = tmp_path_factory.mktemp("register")
    write_file(folder / "providers.csv", names)
    register = Register(f"sqlite:///{folder / 'register.db'}")
    register.migrate()
    register.import_file(folder / "providers.csv", "test")
    return register


@pytest.mark.parametrize("edits", [1, 2])
def test_a_misspelt_name_is_found_or_offered_and_never_taken_for_another(thousands, names, edits):
    drawn = random.Random(edits)
    asked = [drawn.choice(names) for _ in range(150)]
    found = [(name, thousands.find(misspelt(name, drawn, edits))) for name in asked]
    assert sum(name in {match.provider for match in matches} for name, matches in found) >= (150 if edits == 1 else 140)
    taken = [(name, matches[0].provider) for name, matches in found if matches and matches[0].sure]
    assert len(taken) > 75
    # Two letters from one name may be one letter from another: then that one is as likely.
    assert sum(name != provider for name, provider in taken) <= (0 if edits == 1 else 3)


@pytest.fixture
def queries(thousands):
    """The queries that are put to the database, with their values."""
    put = []

    def note(_connection, _cursor, query, values, *_):
        if query.startswith("SELECT"):
            put.append((query, values))

    event.listen(thousands._engine, "before_cursor_execute", note)
    yield put
    event.remove(thousands._engine, "before_cursor_execute", note)


def test_a_look_up_is_a_few_queries_and_an_exact_one_is_two(thousands, names, queries):
    counts = {}
    for kind, name in (("exact", names[5]), ("misspelt", names[5].replace("Test", "Tset")), ("unknown", "Quite Another Firm")):
        queries.clear()
        thousands.find(name)
        counts[kind] = len(queries)
    queries.clear()
    thousands.named_in(f"could you tell me whether {names[5]} is certified")
    assert counts["exact"] == 2
    assert counts["misspelt"] <= 4
    assert counts["unknown"] <= 5
    assert len(queries) == 1


def test_no_query_of_a_look_up_scans_a_table(thousands, names, queries):
    thousands.find(names[5].replace("Test", "Tset"))
    thousands.find("Quite Another Firm")
    thousands.named_in(f"is {names[5]} certified")
    with thousands._engine.connect() as connection:
        for query, values in list(queries):
            plan = [step[3] for step in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {query}", values)]
            scans = [step for step in plan if step.startswith("SCAN provider")]
            # The newest entry is the end of an index.
            assert all("USING COVERING INDEX ix_provider_statuses_held_as_of" in step for step in scans), plan


@pytest.fixture
def shop(small, write_csv):
    rows = [
        row("Test Twin Ltd"),
        row("Test Twin CIC", "withdrawn"),
        row("Test Willow Bank Training Services Ltd", aliases="TWB"),
        row("Test Oakley Training Ltd"),
        row("J Tester t/a Test Calm Hands"),
        row("Тест Тренинг"),
        row("北京安全 Test"),
        row("It Ltd"),
        row("Test, Tester & Co"),
    ]
    small.import_file(write_csv(*rows), "test")
    return small


def providers(matches):
    return [match.provider for match in matches]


@pytest.mark.parametrize(
    ("typed", "found", "sure"),
    [
        ("Test Twin", ["Test Twin Ltd", "Test Twin CIC"], False),
        ("test twin cic", ["Test Twin CIC"], True),
        ("Test Willow Bank", ["Test Willow Bank Training Services Ltd"], False),
        ("Willowbank", [], False),
        ("Services Willow Training Test Bank", ["Test Willow Bank Training Services Ltd"], False),
        ("Test Oakly Trainin", ["Test Oakley Training Ltd"], True),
        ("TestOakley Training", ["Test Oakley Training Ltd"], True),
        ("Test Calm Hands", ["J Tester t/a Test Calm Hands"], True),
        ("Tset Calm Hands", ["J Tester t/a Test Calm Hands"], True),
        ("тест тренинг", ["Тест Тренинг"], True),
        ("Test Trening", ["Тест Тренинг"], True),
        ("北京安全 test", ["北京安全 Test"], True),
        ("Test Tester and Co", ["Test, Tester & Co"], True),
        ("Quite Another Firm", [], False),
        ("!!!", [], False),
        ("x" * 400, [], False),
    ],
)
def test_who_is_meant(shop, typed, found, sure):
    matches = shop.find(typed)
    assert providers(matches) == found
    assert all(match.sure for match in matches) is (sure or not found)


@pytest.mark.parametrize(
    ("message", "name"),
    [
        ("is test twin cic certified", "test twin cic"),
        ("is Test Twin certified", "Test Twin"),
        ("are Test, Tester & Co certified", "Test, Tester & Co"),
        ("is Тест Тренинг certified", "Тест Тренинг"),
        ("has Test Twin CIC's certification lapsed", "Test Twin CIC"),
        ("is it certified", ""),
        ("is It Ltd certified", "It Ltd"),
        ("nobody that we know", ""),
        ("word " * 190, ""),
    ],
)
def test_a_name_in_a_question(shop, message, name):
    assert shop.named_in(message) == name
