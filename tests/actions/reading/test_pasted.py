"""What is copied from Word, Excel or a page and pasted is a table again."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions.reading.grid import Refused
from actions.reading.pasted import MOST_PASTED, read_pasted

TABLE = [["Action", "Lead"], ["Listen", "Head of Listening"]]


def cells(text):
    return [line.cells for line in read_pasted(text).lines]


@pytest.mark.parametrize(
    "text",
    [
        "Action\tLead\nListen\tHead of Listening",
        "Action\tLead\r\nListen\tHead of Listening\r\n\r\n",
        "Action,Lead\nListen,Head of Listening",
        "| Action | Lead |\n|---|:--|\n| Listen | Head of Listening |",
        "<table><tr><th>Action<th>Lead<tr><td>Listen<td>Head of Listening</table>",
        "<TABLE><TR><TD>Action</TD><TD>Lead</TD></TR><TR><TD>Listen</TD><TD>Head of<br></TD></TR></TABLE>".replace(
            "of<br>", "of Listening<br>"
        ),
        "<table><tr><td><p>Action</p></td><td>Lead</td></tr><tr><td>Listen<td>Head\n  of <b>Listening</b>"
        "<del> and more</del><style>x</style></table>",
    ],
)
def test_a_table_is_read_however_it_was_copied(text):
    assert cells(text) == TABLE


def test_lines_inside_a_cell_stay_in_it():
    assert cells("Action\tLead\tDue\nListen\tHead\nManager\t2024") == [
        ["Action", "Lead", "Due"],
        ["Listen", "Head\nManager", "2024"],
    ]
    assert cells('Action\tLead\nListen\t"Head\nManager"') == [["Action", "Lead"], ["Listen", "Head\nManager"]]
    assert cells("<table><tr><td><p>a</p><p>b</p><td>c<br>d<ul><li>e</ul></table>") == [["a\nb", "c\nd\ne"]]


def test_cells_that_reach_across_and_down_are_told():
    lines = read_pasted(
        "<h2>Part</h2><table><tr><td rowspan=2>a<td>b</tr><tr><td>c</tr><tr><td colspan=2>theme</table>"
    ).lines
    assert [(line.cells, line.spans, line.grown) for line in lines] == [
        (["Part"], True, []),
        (["a", "b"], False, []),
        (["", "c"], False, [0]),
        (["theme"], True, []),
    ]


def test_what_a_table_in_a_cell_says_belongs_to_the_cell():
    assert cells("<table><tr><td>a<table><tr><td>b</td></tr></table></td><td>c</td></tr></table>") == [["ab", "c"]]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("  \n", "Nothing was pasted."),
        ("a" * (MOST_PASTED + 1), "That is more than can be pasted. Save it as .docx or .xlsx, and bring the file."),
        ("<table></table>", "There is no table in it. Bring a file whose actions stand in a table."),
        ("<table>" + "<tr><td>a" * 5_200, "The table has more than 5,000 rows. Split it into several."),
        (
            "<table><tr><td colspan=999>a<td>b</table>",
            "The table has more than 200 columns. Take out those that are not needed.",
        ),
    ],
)
def test_what_cannot_be_read_says_why(text, sentence):
    with pytest.raises(Refused) as refused:
        read_pasted(text)
    assert str(refused.value) == sentence


@given(st.text(alphabet="<table>trdp/ \t\n|\"'a&;=", max_size=200))
def test_whatever_is_pasted_is_read_or_refused_in_a_sentence(text):
    assert outcome(text).endswith(".")


def outcome(text):
    try:
        return f"{len(read_pasted(text).lines)} lines."
    except Refused as refused:
        return str(refused)
