"""What only a browser shows of the reading pages: gaps between words, and what is on paper."""

from tests.browser import Chromium

HOME = "/consultas/politica-migratoria/"
COMPARED = HOME + "comparar/1/2/eje-3"
# A blank is a quarter of an em wide.
GAPS = """() => [...document.querySelectorAll(".sides :is(ins, del)")].map(each => {
  const style = getComputedStyle(each);
  const gap = parseFloat(style.marginRight) + parseFloat(style.marginLeft);
  return gap / parseFloat(style.fontSize);
})"""
WIDTHS = """() => [...document.querySelectorAll(".sides > .new")].map(each =>
  each.getBoundingClientRect().right / each.closest(".change").getBoundingClientRect().right)"""


def test_beside_a_change_there_is_no_gap_that_looks_like_a_blank(chromium: Chromium) -> None:
    window = chromium.window()
    window.open(COMPARED)
    gaps = window.page.evaluate(GAPS)
    assert gaps and max(gaps) < 0.1


def test_a_difference_takes_the_whole_width_of_the_paper(chromium: Chromium) -> None:
    window = chromium.window()
    window.open(COMPARED)
    window.page.emulate_media(media="print")
    shares = window.page.evaluate(WIDTHS)
    assert shares and min(shares) > 0.99


def test_what_can_only_be_done_on_a_screen_is_not_printed(chromium: Chromium) -> None:
    window = chromium.window()
    window.open(HOME + "texto/eje-3")
    found = [window.page.locator(each) for each in (".languages", ".on-screen")]
    assert [each.is_visible() for each in found] == [True, True]
    window.page.emulate_media(media="print")
    assert [each.is_visible() for each in found] == [False, False]
