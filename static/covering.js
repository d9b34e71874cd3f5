// Selecting words of a contribution offers to put them among those to be covered. Without it they are typed.

const offer = document.getElementById("offer");
const text = document.getElementById("coverable");
const words = document.getElementById("words");

/** What is selected inside the contribution, one line for each line of it. */
function selected() {
  const selection = getSelection();
  if (!selection.rangeCount || !text.contains(selection.getRangeAt(0).commonAncestorContainer)) return "";
  return selection.toString().trim();
}

if (offer && text && words) {
  let chosen = "";
  document.addEventListener("selectionchange", () => {
    const now = selected();
    if (now) chosen = now;
    offer.hidden = !chosen;
  });
  offer.querySelector("button").addEventListener("click", () => {
    words.value = [words.value.trimEnd(), chosen].filter(Boolean).join("\n");
    chosen = "";
    offer.hidden = true;
    words.focus();
  });
}
