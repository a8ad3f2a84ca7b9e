from app.bench.report import Report, Row


def test_a_limit_is_kept_at_exactly_its_value():
    assert Row("rates", "1 client", 2.0, "records/s", 10.0, "thin", 0.2, "at least", 0.2).met
    assert not Row("rates", "1 client", 1.9, "records/s", 10.0, "thin", 0.19, "at least", 0.2).met
    assert Row("verify", "whole", 25.0, "s", 1.0, "hashlib", 25.0, "at most", 25.0).met
    assert not Row("verify", "whole", 26.0, "s", 1.0, "hashlib", 26.0, "at most", 25.0).met


def test_a_figure_without_a_limit_is_neither_met_nor_missed():
    assert Row("start", "resident memory", 90.0, "MB").met is None


def test_the_table_and_the_json_tell_the_same():
    rows = [
        Row("rates sqlite", "16 clients", 640.0, "records/s", 1600.0, "thin", 0.4, "at least", 0.5, "5 rows"),
        Row("start sqlite", "memory", 90.0, "MB"),
    ]
    report = Report({"processors": 2}, {"rounds": 1}, rows, ["PostgreSQL: none here."])
    table, told = report.table(), report.to_json()
    assert "640 records/s" in table and "1,600 records/s (thin)" in table and "NOT MET" in table
    assert "rates sqlite / 16 clients: 5 rows" in table
    assert "Left out: PostgreSQL: none here." in table
    assert [row["met"] for row in told["rows"]] == [False, None]
    assert told["left_out"] == ["PostgreSQL: none here."] and told["machine"] == {"processors": 2}
