// Selecting words of the draft offers to comment on them. Nothing opens by itself: one link at the foot of the screen
// leads to the form with the words; where they stand is found by the server, from the words alone.

const CONTEXT = 32; // characters before the selection; more only if they do not tell it from the same words elsewhere
const BEGINNING = "¶"; // in them: the paragraph begins here
const LONGEST_ADDRESS = 7000; // bytes; servers take 8 KiB with the rest of the request's first line
const PAUSE = 150; // ms without a change after which a selection counts

const bar = document.getElementById("quoting");
const link = bar.querySelector("a");
const told = document.getElementById("quoting-told");
let isNext = false; // whether Tab has still to lead to the link

/** The part of `range` inside `body`, or before it when `edge` is "before". */
function part(range, body, edge) {
  const found = document.createRange();
  found.selectNodeContents(body);
  const starts = found.comparePoint(range.startContainer, range.startOffset) === 0;
  if (edge === "before") {
    if (starts) found.setEnd(range.startContainer, range.startOffset);
    else found.collapse(true);
    return found;
  }
  if (starts) found.setStart(range.startContainer, range.startOffset);
  if (found.comparePoint(range.endContainer, range.endOffset) === 0) found.setEnd(range.endContainer, range.endOffset);
  return found;
}

/** What the draft says there: edges of lines and cells are blanks, marks of invisible characters are ours. */
function words(range) {
  const copy = range.cloneContents();
  copy.querySelectorAll("br").forEach((each) => each.replaceWith(" "));
  copy.querySelectorAll("td, th").forEach((each) => each.append(" "));
  copy.querySelectorAll(".invisible").forEach((each) => each.remove());
  return copy.textContent.replace(/\s+/g, " ");
}

/** The selected pieces of paragraphs; their numbers, links and contributions are no part of the draft. */
function selected() {
  const selection = getSelection();
  if (selection.isCollapsed || !selection.rangeCount) return [];
  const range = selection.getRangeAt(0);
  return [...document.querySelectorAll(".text .block > .body")]
    .filter((body) => range.intersectsNode(body))
    .map((body) => ({ body, text: words(part(range, body)).trim() }))
    .filter((piece) => piece.text);
}

/** What stands before the selection in its paragraph, as much as tells which words are meant. */
function context({ body, text }) {
  const range = getSelection().getRangeAt(0);
  const paragraph = (BEGINNING + body.textContent).replace(/\s+/g, " ").toLowerCase();
  const blank = words(part(range, body)).startsWith(" ") ? " " : "";
  const letters = [...(BEGINNING + words(part(range, body, "before")) + blank)];
  for (let length = CONTEXT; ; length *= 2) {
    const before = letters.slice(-length).join("");
    const meant = (before + text).toLowerCase();
    if (length >= letters.length || paragraph.indexOf(meant) === paragraph.lastIndexOf(meant)) return before;
  }
}

function sectionOf(block) {
  while (block && !block.matches(".section")) block = block.previousElementSibling;
  return block;
}

/** The address of the form for pieces of one section. */
function address(pieces) {
  const block = pieces[0].body.closest(".block");
  const place = pieces.length > 1 ? sectionOf(block) : block;
  const form = new URL(place.querySelector('.acts a[href*="/comentar?"]').href);
  form.searchParams.set("cita", pieces.map((piece) => piece.text).join("\n"));
  form.searchParams.set("antes", context(pieces[0]));
  return form.href;
}

function show(pieces) {
  const sections = new Set(pieces.map((piece) => sectionOf(piece.body.closest(".block"))));
  const length = [...pieces.map((piece) => piece.text).join("\n")].length;
  const target = sections.size > 1 ? "" : address(pieces);
  const reason = sections.size > 1 ? ".several"
    : length > bar.dataset.most || target.length > LONGEST_ADDRESS ? ".long" : "a";
  const wasHidden = bar.hidden;
  bar.querySelectorAll(":scope > *").forEach((each) => { each.hidden = !each.matches(reason); });
  if (target) link.href = target;
  // Beside the selected words also for those who do not see where it is.
  const last = pieces.at(-1).body;
  if (bar.previousElementSibling !== last) last.after(bar);
  bar.hidden = false;
  follow();
  if (wasHidden) uncover();
  isNext = reason === "a";
  const saying = reason === "a" ? told.dataset.offer : bar.querySelector(reason).textContent;
  if (told.textContent !== saying) told.textContent = saying;
}

function hide() {
  bar.hidden = true;
  isNext = false;
  told.textContent = "";
}

/** Scroll, once, the end of what was just selected from under the bar. */
function uncover() {
  const selection = getSelection();
  const edge = document.createRange();
  edge.setStart(selection.focusNode, selection.focusOffset);
  const { bottom } = edge.getBoundingClientRect();
  const under = bottom - bar.getBoundingClientRect().top;
  if (under > 0 && bottom <= innerHeight) scrollBy(0, under + 8);
}

/** At the foot of what is seen, in its usual size, when the page is magnified by pinching. */
function follow() {
  const seen = window.visualViewport;
  bar.style.transform = "";
  if (!seen || bar.hidden || seen.scale === 1) return;
  const { left, bottom } = bar.getBoundingClientRect();
  const x = seen.offsetLeft - left;
  const y = seen.offsetTop + seen.height - bottom;
  bar.style.transform = `translate(${x}px, ${y}px) scale(${1 / seen.scale})`;
}

let pause;
let isPressed = false; // a mouse may still be selecting: nothing gets in its way
let hasChanged = false;

function settle() {
  clearTimeout(pause);
  if (isPressed || !hasChanged) return;
  pause = setTimeout(() => {
    hasChanged = false;
    const pieces = selected();
    if (pieces.length) show(pieces);
    // To reach for the button can undo the selection.
    else if (!bar.matches(":hover, :focus-within")) hide();
  }, PAUSE);
}

document.addEventListener("selectionchange", () => { hasChanged = true; settle(); });
document.addEventListener("pointerdown", () => { isPressed = true; });
for (const release of ["pointerup", "pointercancel"]) {
  document.addEventListener(release, () => { isPressed = false; settle(); });
}
bar.addEventListener("mousedown", (event) => event.preventDefault());
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && !bar.hidden) {
    clearTimeout(pause);
    hide();
  } else if (event.key === "Tab" && !event.shiftKey && isNext) {
    // Once: a click in the text had put the focus at the beginning of the page.
    isNext = false;
    event.preventDefault();
    link.focus({ preventScroll: true });
  }
});
window.visualViewport?.addEventListener("resize", follow);
window.visualViewport?.addEventListener("scroll", follow);
