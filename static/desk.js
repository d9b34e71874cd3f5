// A key for every act of the moderation desk. The page works without; who wants no keys switches them off.

const keys = document.getElementById("keys");
const wanted = document.getElementById("keys-on");
const STORED = "desk-keys";
const TYPING = "input:not([type=radio], [type=checkbox]), textarea, select, [contenteditable]";
// What each key presses, the first that is there.
const PRESSED = {
  a: "[name=decision][value=published], [name=queda][value='1']",
  r: "[name=decision][value=rejected]",
  d: "[name=decision][value=returned]",
  t: "[data-act=redact], [name=decision][value=redacted]",
  l: ".claim button, [name=igual]",
  s: ".decide a, .panel > .row a",
  u: ".undo button",
};

/** The nth reason; the first choice is to give none. */
function reason(number) {
  const radio = document.querySelectorAll("[name=reason]")[number];
  radio?.click();
  radio?.focus();
}

function press(key) {
  if (key === "?") {
    keys.open = !keys.open;
    keys.querySelector("summary").focus();
  } else if (/^[1-9]$/.test(key)) {
    reason(Number(key));
  } else if (key === "e") {
    document.querySelector("[name=explanation]")?.focus();
  } else {
    document.querySelector(PRESSED[key])?.click();
  }
}

function hear(event) {
  const key = event.key.toLowerCase();
  const isOurs = key in PRESSED || key === "e" || key === "?" || /^[1-9]$/.test(key);
  const isHeld = event.ctrlKey || event.altKey || event.metaKey || event.repeat;
  if (!wanted.checked || !isOurs || isHeld || event.target.closest(TYPING)) return;
  event.preventDefault();
  press(key);
}

/** What is next to be read is where the reader stands; a mistake is told first. */
function stand() {
  const heading = document.getElementById("about");
  if (!heading || document.querySelector("[role=alert]") || location.hash) return;
  heading.tabIndex = -1;
  heading.focus({ preventScroll: true });
  // On a phone the head of the page is as high as the screen.
  const isPhone = matchMedia("(max-width: 46rem)").matches;
  if (isPhone) (document.querySelector(".undo") ?? heading.closest(".panel")).scrollIntoView();
}

function remember() {
  try {
    localStorage.setItem(STORED, wanted.checked ? "on" : "off");
  } catch {
    // A browser that keeps nothing asks again on the next page.
  }
}

function remembered() {
  try {
    return localStorage.getItem(STORED) !== "off";
  } catch {
    return true;
  }
}

/** Say on each button which key presses it, for eyes and for assistive technology. */
function label() {
  document.documentElement.classList.toggle("no-keys", !wanted.checked);
  for (const [key, selector] of Object.entries(PRESSED)) {
    const button = document.querySelector(selector);
    if (!button) continue;
    if (wanted.checked) button.setAttribute("aria-keyshortcuts", key);
    else button.removeAttribute("aria-keyshortcuts");
    if (button.querySelector("kbd")) continue;
    const shown = document.createElement("kbd");
    shown.textContent = key.toUpperCase();
    shown.ariaHidden = "true";
    button.append(shown);
  }
}

keys.hidden = false;
wanted.checked = remembered();
label();
wanted.addEventListener("change", () => { remember(); label(); });
document.addEventListener("keydown", hear);
stand();
