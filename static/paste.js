// Pasted from Word or a web page, a text keeps its headings and lists: as HTML, which the server reads.

const LARGEST = 200_000;
// Editors of plain text offer coloured lines as HTML: those have no structure worth keeping.
const STRUCTURE = /<(?:h[1-6]|p|li|table)[\s>]/i;

document.querySelectorAll("textarea[data-rich]").forEach((area) => {
  area.addEventListener("paste", (event) => {
    const html = event.clipboardData?.getData("text/html") ?? "";
    if (area.value || html.length > LARGEST || !STRUCTURE.test(html)) return;
    event.preventDefault();
    area.value = html.slice(html.indexOf("<")).trim();
    area.dispatchEvent(new Event("input", { bubbles: true }));
  });
});
