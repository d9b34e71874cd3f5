// What a page gains with script; every main path works without it.

/** Wide screens show the index always (style sheet): say so to assistive technology and to older browsers. */
function openIndex() {
  const wide = matchMedia("(min-width: 56rem)");
  const follow = () => document.querySelectorAll(".index details").forEach((each) => {
    each.open = wide.matches;
    each.querySelector("summary").tabIndex = wide.matches ? -1 : 0;
  });
  wide.addEventListener("change", follow);
  follow();
}

/** The server counts a letter beyond the basic plane as one character, and so does spreading. */
function lengthAsSent(text) {
  return [...text].length;
}

/** Tell how many characters are left; politely, so a screen reader hears it only when the writer pauses. */
function countCharacters(output) {
  const input = document.getElementById(output.id.replace(/-count$/, ""));
  const numbers = new Intl.NumberFormat(document.documentElement.lang);
  let pause;
  const show = () => {
    const left = output.dataset.limit - lengthAsSent(input.value);
    const words = left < 0 ? output.dataset.over : output.dataset.left;
    output.textContent = words.replace("{n}", numbers.format(Math.abs(left)));
    output.classList.toggle("over-limit", left < 0);
  };
  output.setAttribute("aria-live", "polite");
  input.addEventListener("input", () => { clearTimeout(pause); pause = setTimeout(show, 400); });
  if (input.value) show();
}

/** Ask before leaving a form with text that was not sent. */
function guardText(form) {
  let dirty = form.dataset.guard === "dirty";
  form.addEventListener("input", () => { dirty = true; });
  form.addEventListener("submit", () => { dirty = false; });
  addEventListener("beforeunload", (event) => { if (dirty) event.preventDefault(); });
}

openIndex();
document.querySelectorAll(".count[data-limit]").forEach(countCharacters);
document.querySelectorAll("form[data-guard]").forEach(guardText);
// Older browsers give autofocus to form controls only.
if (!("autofocus" in HTMLElement.prototype)) document.getElementById("errors")?.focus();
