// A page that tells how far some work is looks again by itself, without being loaded anew.

const PAUSE = 1500;

async function look() {
  const here = document.getElementById("progress");
  try {
    const answer = await fetch(location.href, {headers: {accept: "text/html"}});
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const now = page.getElementById("progress");
    if (now) here.replaceWith(document.adoptNode(now));
  } catch {
    // The connection is away: the next look may find it again.
  }
  if (document.getElementById("progress").dataset.state === "runs") setTimeout(look, PAUSE);
}

setTimeout(look, PAUSE);
