"""What a user types, and what comes back."""

import json
from pathlib import Path

import pytest

from kg.questions import names


def test_help_names_every_command_with_examples(kg):
    done = kg("--help")
    assert done.returncode == 0
    for (
        command
    ) in "build questions ask query show explain validate verify diff export load serve mcp inspect evaluate".split():
        assert f"\n  {command} " in done.stdout
    assert "Examples:" in done.stdout


@pytest.mark.parametrize("question", names())
def test_every_question_is_a_command_with_help(kg, question):
    done = kg("ask", question, "--help")
    assert done.returncode == 0, done.stderr
    assert "--format" in done.stdout


def test_heavy_libraries_are_not_imported_for_help_and_answers(kg, seeds_graph):
    import subprocess
    import sys

    script = (
        "import sys; from kg.cli import cli; "
        f"cli(['ask', 'channel-use', '--graph', {str(seeds_graph)!r}], standalone_mode=False); "
        "heavy = {'rdflib', 'owlrl', 'pyshacl', 'trafilatura', 'SPARQLWrapper'}; "
        "print(sorted(heavy & set(sys.modules)), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, encoding="utf-8", check=True)
    assert done.stderr.strip() == "[]"


def test_build_writes_a_graph_and_says_what(kg, seeds_graph):
    assert (seeds_graph / "surveykg.trig").is_file()
    again = kg("build", "seeds", "--graph", seeds_graph, "--json")
    facts = json.loads(again.stdout)
    assert facts["documents"] == 5


def test_an_answer_carries_its_sentences(kg, seeds_graph):
    done = kg("ask", "channel-use", "--channel", "social_media", "--graph", seeds_graph)
    assert done.returncode == 0, done.stderr
    assert "[29 Prozent]" in done.stdout


def test_a_wrong_parameter_tells_what_is_possible(kg, seeds_graph):
    done = kg("ask", "channel-use", "--channel", "fone", "--graph", seeds_graph)
    assert (done.returncode, done.stdout) == (2, "")
    assert "phone" in done.stderr
    assert len(done.stderr.splitlines()) <= 3


def test_a_wrong_question_gets_a_hint(kg, seeds_graph):
    done = kg("ask", "chanel-use", "--graph", seeds_graph)
    assert done.returncode == 2
    assert "channel-use" in done.stderr


@pytest.mark.parametrize("form", ["csv", "json", "jsonl", "markdown", "turtle"])
def test_answers_come_in_every_format_and_into_files(kg, seeds_graph, tmp_path, form):
    path = tmp_path / "answer"
    done = kg("ask", "surveys", "--format", form, "--output", path, "--graph", seeds_graph)
    assert (done.returncode, done.stdout) == (0, ""), done.stderr
    assert path.stat().st_size > 100
    assert [found.name for found in tmp_path.iterdir()] == ["answer"]


def test_any_sparql_runs_from_standard_input(kg, seeds_graph):
    query = "PREFIX kg: <https://w3id.org/surveykg/ontology#> SELECT (COUNT(*) AS ?n) { ?m a kg:Measurement }"
    done = kg("query", "-", "--format", "csv", "--graph", seeds_graph, text=query)
    assert done.stdout.split()[0] == "n"
    assert int(done.stdout.split()[1]) > 40


def test_a_query_that_cannot_be_parsed_is_told_with_its_place(kg, seeds_graph):
    done = kg("query", "-", "--graph", seeds_graph, text="SELECT ?x\nWHERE { ?x ?y }")
    assert done.returncode != 0
    assert "Traceback" not in done.stderr
    assert "2:" in done.stderr


def test_show_marks_every_figure(kg, seeds_graph):
    done = kg("show", "001_a7f089adf9625f02", "--graph", seeds_graph)
    assert "[5000][" in done.stdout
    assert "10 vuotta: 10 year · tenure · social_media\n" in done.stdout


def test_explain_names_rules_and_words(kg, seeds_graph):
    rows = json.loads(kg("ask", "channel-use", "--format", "json", "--graph", seeds_graph).stdout)
    thing = rows["rows"][0]["evidence"][0]["finding"]
    done = kg("explain", thing, "--graph", seeds_graph)
    assert done.returncode == 0, done.stderr
    assert "measure:" in done.stdout
    assert "Inferred:" in done.stdout


def test_verify_proves_the_graph_and_finds_a_changed_text(kg, seeds_graph, tmp_path):
    import shutil

    assert kg("verify", "seeds", "--graph", seeds_graph).returncode == 0
    copy = tmp_path / "graph"
    shutil.copytree(seeds_graph, copy)
    path = next((copy / "texts").glob("002*"))
    path.write_bytes(path.read_bytes().replace(b"2000", b"3000"))
    done = kg("verify", "--graph", copy)
    assert done.returncode == 1
    assert "002" in done.stdout


def test_validate_reports_in_words_json_and_turtle(kg, seeds_graph):
    for form in ("text", "json", "turtle"):
        done = kg("validate", "--format", form, "--graph", seeds_graph)
        assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(
    ("layer", "text", "keys"),
    [
        ("sentences", "Hei. Hallo du.", {"start", "end"}),
        ("quantities", "89 prosent bruker nettbank.", {"start", "end", "text", "value", "upper", "unit", "unit_code"}),
        ("mentions", "89 prosent av kundene bruker nettbank.", {"start", "end", "kind", "concept"}),
    ],
)
def test_inspect_gives_json_lines(kg, layer, text, keys):
    done = kg("inspect", layer, "--language", "nb", text=text)
    records = [json.loads(line) for line in done.stdout.splitlines()]
    assert records, done.stderr
    assert all(keys <= set(record) for record in records)
    assert all(text[record["start"] : record["end"]] for record in records)


def test_inspect_language_answers_line_by_line(kg):
    lines = (
        "Kundene bruker nettbanken hver dag.\nDie Kunden nutzen das Telefon.\nLa vie est belle et nous sommes ici.\n"
    )
    assert kg("inspect", "language", text=lines).stdout.split() == ["nb", "de", "und"]


def test_a_folder_without_a_graph_is_told_with_the_way_out(kg, tmp_path):
    done = kg("ask", "surveys", "--graph", tmp_path / "none")
    assert done.returncode == 1
    assert "kg build" in done.stderr
    assert "Traceback" not in done.stderr


def test_one_bad_document_does_not_stop_the_rest(kg, tmp_path):
    sources = tmp_path / "sources"
    sources.mkdir()
    (sources / "good.txt").write_text("89 prosent av kundene bruker nettbank.", "utf-8")
    (sources / "empty.txt").write_bytes(b"")
    (sources / "binary.txt").write_bytes(bytes(range(256)) * 4)
    done = kg("build", sources, "--graph", tmp_path / "graph")
    assert done.returncode == 1
    assert "empty.txt" in done.stderr
    assert "binary.txt" in done.stderr
    assert "Traceback" not in done.stderr
    assert (tmp_path / "graph" / "documents" / "good.ttl").is_file()


def test_a_folder_that_cannot_be_written_is_told(kg, tmp_path):
    blocked = tmp_path / "file"
    blocked.write_text("no folder", "utf-8")
    done = kg("build", "seeds", "--graph", blocked / "graph")
    assert done.returncode == 1
    assert len(done.stderr.splitlines()) <= 2


def test_evaluate_prints_a_row_a_language_and_guards_a_baseline(kg, tmp_path):
    corpus = Path("tests/corpus/seeds")
    baseline = tmp_path / "baseline.json"
    done = kg("evaluate", corpus, "--baseline", baseline, "--renew")
    assert [line.split()[0] for line in done.stdout.splitlines()] == ["lang", "de", "fi", "nb", "ru", "all"]
    assert kg("evaluate", corpus, "--baseline", baseline).returncode == 0
    figures = json.loads(baseline.read_text("utf-8"))
    figures["de"]["f1"] = 1.5
    baseline.write_text(json.dumps(figures), "utf-8")
    done = kg("evaluate", corpus, "--baseline", baseline)
    assert done.returncode == 1
    assert "fell: de f1" in done.stderr


@pytest.mark.parametrize(
    "command", [("inspect", "quantities"), ("inspect", "language"), ("ask", "channel-use"), ("verify",), ("diff",)]
)
def test_help_of_subcommands_has_an_example(kg, command):
    assert "Example" in kg(*command, "--help").stdout


def test_a_query_that_is_no_text_is_told_in_one_line(kg, seeds_graph, tmp_path):
    path = tmp_path / "query.rq"
    path.write_bytes(b"\xff\xfe\xfa")
    done = kg("query", path, "--graph", seeds_graph)
    assert (done.returncode, len(done.stderr.splitlines())) == (1, 1), done.stderr
    assert "UTF-8" in done.stderr


def test_a_language_without_labels_is_refused_and_regions_are_not(kg, seeds_graph):
    assert kg("ask", "surveys", "--lang", "xx", "--graph", seeds_graph).returncode == 2
    assert kg("ask", "surveys", "--lang", "nb-NO", "--graph", seeds_graph).returncode == 0


def test_an_output_that_cannot_be_written_is_named_as_given(kg, seeds_graph, tmp_path):
    path = tmp_path / "missing" / "answer.csv"
    done = kg("ask", "surveys", "--output", path, "--graph", seeds_graph)
    assert done.returncode == 1
    assert done.stderr.startswith(f"kg: {path}:")


def test_a_reader_that_has_enough_is_no_error(seeds_graph):
    import subprocess
    import sys

    command = [sys.executable, "-m", "kg", "questions", "--answer", "--graph", str(seeds_graph)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None and process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 0


def test_a_fault_of_the_software_is_one_line(monkeypatch, capsys):
    import sys

    import kg.questions.load
    from kg.cli import main

    def fail(*_):
        raise RuntimeError("not\nexpected")

    monkeypatch.setattr(kg.questions, "load", fail)
    monkeypatch.setattr(sys, "argv", ["kg", "questions"])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 1
    assert len(capsys.readouterr().err.splitlines()) == 1


def test_a_text_in_an_unknown_language_is_kept_without_figures_and_told(kg, tmp_path):
    text = "La vie est belle et 50 pour cent de nos clients sont contents de nous."
    (tmp_path / "fr.txt").write_text(text, "utf-8")
    done = kg("build", tmp_path / "fr.txt", "--graph", tmp_path / "graph")
    assert done.returncode == 0
    assert "language not known, kept without figures: fr" in done.stdout
    assert (tmp_path / "graph" / "texts" / "fr.txt").read_text("utf-8") == text
