"""The least that Flask can do: the floors that pages are measured against.

`/` says hello; `/page` renders 50 KB, a loop over 50 entries whose values are escaped.
"""

from dataclasses import dataclass

from flask import Flask, render_template

ENTRIES = 50


@dataclass(frozen=True, slots=True)
class Entry:
    number: int
    author: str
    organization: str = "Asociación de ejemplo & compañía"
    date: str = "14 de noviembre"
    body: str = 'Un texto con <signos> que se "escapan" en la página, como el de cualquiera. ' * 9


app = Flask(__name__)


@app.get("/")
def hello() -> str:
    return "hello"


@app.get("/page")
def page() -> str:
    entries = [Entry(number, f"Persona {number}") for number in range(ENTRIES)]
    return render_template("page.html", title="Una página de ejemplo", entries=entries)
