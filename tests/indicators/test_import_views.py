"""Pages to bring figures in a file, and to take all of them away."""

import csv
import io
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook

from indicators.models import Measurement
from tests import builders

from .publishing import published

PATH = "/figures/import/"
GOOD = "Indicator,Last day,Figure,Out of\nIND-07,2025-09-30,40,80\nIND-07,2025-06-30,38,80\n"


@pytest.fixture
def officer(signed_in, data_officer):
    client = signed_in(data_officer)
    # The first page of a session writes when somebody was last seen.
    client.get("/admin/")
    return client


@pytest.fixture
def indicator(db):
    return builders.an_indicator(reference="IND-07", kind="both")


def bring(client, text, name="figures.csv"):
    content = text.encode() if isinstance(text, str) else text
    return client.post(PATH, {"file": SimpleUploadedFile(name, content)})


def confirm(client, preview, **answers):
    reading = preview.context["reading"]
    looked_at = f"{len(reading.new)}/{reading.replacing}/{reading.same}"
    return client.post(PATH, {"table": preview.context["table"], "looked_at": looked_at} | answers, follow=True)


def test_a_file_is_looked_at_before_anything_is_written(officer, indicator):
    page = bring(officer, GOOD)
    assert page.status_code == 200
    assert "2 figures to put on the record." in page.text
    assert "40 of 80 (50%)" in page.text
    assert Measurement.objects.count() == 0


def test_what_was_looked_at_is_put_on_the_record(officer, indicator, data_officer):
    page = confirm(officer, bring(officer, GOOD))
    assert [str(message) for message in page.context["messages"]] == [
        "2 figures are on the record, from “figures.csv”."
    ]
    figures = Measurement.objects.order_by("ends_on")
    assert list(figures.values_list("numerator", "entered_by")) == [(38, data_officer.pk), (40, data_officer.pk)]
    assert figures[0].history.get().history_change_reason == "From the file figures.csv"


def test_the_same_file_again_changes_nothing(officer, indicator):
    confirm(officer, bring(officer, GOOD))
    page = bring(officer, GOOD)
    assert "There is nothing new in the file." in page.text
    assert "2 rows say what is on the record already." in page.text
    assert Measurement.objects.count() == 2


def test_confirming_twice_changes_nothing(officer, indicator):
    preview = bring(officer, GOOD)
    confirm(officer, preview)
    page = confirm(officer, preview)
    assert page.status_code == 409
    assert "The record has changed since you looked at this." in page.text
    assert Measurement.objects.count() == 2


def test_a_workbook_is_read_too(officer, indicator):
    book = Workbook()
    for row in [["Indicator", "Last day", "Figure", "Out of"], ["IND-07", date(2025, 9, 30), 40, 80]]:
        book.active.append(row)
    file = io.BytesIO()
    book.save(file)
    confirm(officer, bring(officer, file.getvalue(), "figures.xlsx"))
    assert Measurement.objects.get().ends_on == date(2025, 9, 30)


def test_a_file_with_faults_says_where_and_writes_nothing(officer, indicator):
    page = bring(officer, GOOD + "IND-99,2025-03-31,1,2\nIND-07,soon,1,2\n")
    assert page.status_code == 400
    assert "2 cells of the file need another look. Nothing was put on the record." in page.text
    for words in (
        "Row 4, Indicator (A4)",
        "There is no indicator “IND-99”.",
        "Row 5, Last day (B5)",
        "“soon” is not a date.",
    ):
        assert words in page.text
    assert 'name="table"' not in page.text
    assert confirm(officer, page).status_code == 400
    assert Measurement.objects.count() == 0


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        ("", "figures.csv", "The file is empty."),
        ("x", "figures.docx", "A file of this kind is not read here."),
        ("PK", "figures.xlsx", "no Excel file is in it"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_in_words(officer, indicator, content, name, sentence):
    page = bring(officer, content, name)
    assert (page.status_code, sentence in page.text) == (400, True)


def test_no_file_is_refused_in_words(officer):
    page = officer.post(PATH, {})
    assert (page.status_code, "Choose a file." in page.text) == (400, True)


@pytest.mark.parametrize("table", ["", "nonsense", "a:b:c"])
def test_a_table_that_was_never_looked_at_is_refused(officer, indicator, table):
    assert officer.post(PATH, {"table": table, "looked_at": "2/0/0"}).status_code == 400
    assert Measurement.objects.count() == 0


def test_what_looks_odd_must_be_called_right(officer, indicator):
    preview = bring(officer, GOOD.replace("40,80", "90,80"))
    odd = " ".join(preview.text.partition("Figures that look odd")[2].partition("</tbody>")[0].split())
    assert "IND-07: 90 of 80 (112.5%)</td>" in odd
    assert "That is more than it is out of." in odd
    refused = confirm(officer, preview)
    assert (refused.status_code, "Say whether the figures that look odd are right." in refused.text) == (400, True)
    assert Measurement.objects.count() == 0
    confirm(officer, preview, sure="yes")
    assert Measurement.objects.count() == 2


def test_a_record_that_has_changed_meanwhile_is_shown_anew(officer, indicator):
    preview = bring(officer, GOOD)
    builders.a_measurement(indicator, ends_on=date(2025, 9, 30), numerator=40, denominator=80)
    page = confirm(officer, preview)
    assert page.status_code == 409
    assert "1 figure to put on the record." in page.text
    confirm(officer, page)
    assert Measurement.objects.count() == 2


def test_whoever_holds_the_post_brings_its_figures_and_no_others(signed_in, reporter, indicator):
    indicator.owner = reporter.tenures.get().post
    indicator.save()
    builders.an_indicator(reference="IND-08", kind="both")
    page = bring(signed_in(reporter), GOOD + "IND-08,2025-09-30,1,2\n")
    assert "IND-08 is not yours to enter: no post of yours answers for it." in page.text
    confirm(signed_in(reporter), bring(signed_in(reporter), GOOD))
    assert Measurement.objects.count() == 2


def test_whoever_holds_no_post_brings_nothing(signed_in, member):
    assert signed_in(member).get(PATH).status_code == 403


class TestTable:
    def test_has_every_figure_in_force(self, officer, indicator):
        first = builders.a_measurement(indicator, numerator=40, denominator=80)
        builders.a_measurement(indicator, supersedes=first, numerator=44, denominator=80, note="=HYPERLINK(1)")
        text = officer.get("/figures/table.csv").content.decode("utf-8-sig")
        [row] = csv.DictReader(io.StringIO(text))
        assert (row["Indicator"], row["Figure"], row["Percentage"], row["Certainty"]) == (
            "IND-07",
            "44",
            "55.0",
            "Revised",
        )
        assert row["Note"] == "'=HYPERLINK(1)"

    @pytest.mark.parametrize("kind", ["csv", "xlsx", "ods"])
    def test_comes_as_a_file(self, officer, indicator, kind):
        builders.a_measurement(indicator, numerator=40, denominator=80)
        answer = officer.get(f"/figures/table.{kind}")
        assert answer.status_code == 200
        assert f".{kind}" in answer["Content-Disposition"]

    def test_says_beside_each_figure_what_everybody_sees_of_it(self, officer, indicator, data_officer):
        indicator.counts_people = True
        indicator.save()
        figure = builders.a_measurement(indicator, numerator=2, denominator=50)
        published(indicator, data_officer)
        builders.a_measurement(indicator, numerator=3, denominator=60, ends_on=figure.ends_on + timedelta(days=1))
        heading, *rows = csv.reader(officer.get("/figures/table.csv").content.decode("utf-8-sig").splitlines())
        true, outside = heading.index("Figure"), heading.index("Seen outside the team")
        assert [(row[true], row[outside]) for row in rows] == [("2", "c of 50"), ("3", "Not published")]

    def test_asks_the_same_of_one_figure_and_of_three(self, officer, indicator, django_assert_num_queries):
        def make_one():
            part = builders.a_breakdown("North East").parts.get()
            builders.a_measurement(indicator, part=part, numerator=1, denominator=2, entered_by=builders.a_person())

        make_one()
        with django_assert_num_queries(5):
            officer.get("/figures/table.csv")
        make_one()
        make_one()
        with django_assert_num_queries(5):
            officer.get("/figures/table.csv")


def test_a_preview_asks_the_same_of_one_row_and_of_three(officer, indicator, django_assert_num_queries):
    indicator.breakdowns.add(builders.a_breakdown("North East"))
    builders.a_measurement(indicator, numerator=1, denominator=2)
    head = "Indicator,Last day,Figure,Out of\n"
    bring(officer, f"{head}IND-07,2025-09-30,40,80\n")
    with django_assert_num_queries(6):
        bring(officer, f"{head}IND-07,2025-09-30,40,80\n")
    rows = [f"IND-0{n},2025-06-30,40,80\n" for n in (7, 8, 9)]
    for reference in ("IND-08", "IND-09"):
        builders.an_indicator(reference=reference, kind="both").breakdowns.add(builders.a_breakdown("South"))
    bring(officer, head + "".join(rows))
    with django_assert_num_queries(6):
        assert len(bring(officer, head + "".join(rows)).context["reading"].new) == 3
