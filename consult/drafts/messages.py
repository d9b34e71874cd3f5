"""What the reading of a draft has to say: codes with values, and one sentence for each code.

Pure: the caller translates a sentence with gettext and fills in the values
(`gettext(MESSAGES[code], **values)`).
"""

from collections.abc import Iterable
from dataclasses import dataclass, field


def N_(sentence: str) -> str:
    """Mark a sentence for the catalogue without translating it here."""
    return sentence


class DraftError(ValueError):
    """A draft that cannot be read; `code` is a key of MESSAGES, `values` fill its sentence."""

    def __init__(self, code: str, **values: str | int) -> None:
        super().__init__(code, values)
        self.code = code
        self.values = values


@dataclass(frozen=True, slots=True)
class DraftWarning:
    """Something the drafter should look at; `code` is a key of MESSAGES, `section` the place of
    the section it is about, if it is about one."""

    code: str
    values: dict[str, str | int] = field(default_factory=dict)
    section: int | None = None


@dataclass(slots=True)
class Notice:
    """All the warnings of one kind: told once, with the sections they are about in order.

    What is counted is added up; of what is named the first stands for all.
    """

    code: str
    values: dict[str, str | int]
    times: int = 1
    sections: list[int] = field(default_factory=list)

    def add(self, warning: DraftWarning) -> None:
        self.times += 1
        if "count" in self.values:
            self.values["count"] = int(self.values["count"]) + int(warning.values["count"])
            self.times = 1


def grouped(warnings: Iterable[DraftWarning]) -> list[Notice]:
    """One notice for each kind of warning, in the order in which the kinds come."""
    found: dict[str, Notice] = {}
    for warning in warnings:
        notice = found.get(warning.code)
        if notice is None:
            notice = found[warning.code] = Notice(warning.code, dict(warning.values))
        else:
            notice.add(warning)
        if warning.section is not None and warning.section not in notice.sections[-1:]:
            notice.sections.append(warning.section)
    return list(found.values())


MESSAGES = {
    # The file as a whole
    "too_large": N_("El archivo supera el límite de %(limit)s MiB."),
    "empty": N_("El archivo no contiene texto."),
    "binary": N_("El archivo no es de texto: contiene datos binarios o caracteres de control."),
    "too_slow": N_(
        "El archivo es demasiado complejo: leerlo tardaría más de %(limit)s segundos. Divídalo o "
        "quítele formato."
    ),
    "too_heavy": N_(
        "El archivo es demasiado complejo: leerlo ocuparía demasiada memoria. Divídalo o quítele "
        "formato."
    ),
    "unreadable": N_("El archivo no se pudo leer: está dañado o usa algo que no conocemos."),
    "no_headings": N_(
        "El texto no tiene títulos. Marque cada título con una o más almohadillas, "
        "por ejemplo «# Capítulo 1»."
    ),
    "no_styled_headings": N_(
        "El texto no tiene títulos. Dé a cada título un estilo de título («Título 1», «Título 2»); "
        "también sirven los que empiezan en negrita por «Título», «Capítulo» o «Artículo» y su "
        "número."
    ),
    "too_many": N_(
        "El texto tiene demasiadas secciones o párrafos; divídalo en varios borradores."
    ),
    "too_deep": N_("El texto tiene listas o citas con demasiados niveles, una dentro de otra."),
    "encoding": N_(
        "El archivo no está en UTF-8; se leyó como Windows-1252. Revise las tildes y las eñes."
    ),
    # Markdown
    "front_matter": N_(
        "No se pueden leer los datos iniciales entre las líneas «---»: revise la línea %(line)s."
    ),
    "front_matter_too_large": N_(
        "Los datos iniciales entre las líneas «---» superan el límite de %(limit)s KiB."
    ),
    "duplicate_key": N_("La clave «%(key)s» está puesta en más de un título."),
    "underlined_heading": N_(
        "La línea %(line)s parece un título subrayado y se leyó como párrafo; "
        "si es un título, márquelo con «#»."
    ),
    "heading_in_code": N_(
        "Hay títulos dentro del bloque de código que empieza en la línea %(line)s; "
        "se leyeron como texto. Revise que el bloque esté cerrado."
    ),
    "unformatted": N_(
        "Hay párrafos con demasiadas marcas de formato: se muestran tal como se escribieron "
        "(%(count)s en total)."
    ),
    "images": N_(
        "Las imágenes no se muestran: quedó su descripción y su dirección (%(count)s en total)."
    ),
    # HTML
    "not_html": N_("El archivo no es de HTML: no tiene ninguna etiqueta, como <h1> o <p>."),
    "form_controls": N_(
        "Había botones o campos de formulario, y no se importaron (%(count)s en total)."
    ),
    # Word
    "not_word": N_(
        "El archivo no es un documento de Word (.docx), aunque su nombre lo diga. Ábralo en Word "
        "o LibreOffice y guárdelo como .docx."
    ),
    "old_word": N_(
        "Es un documento de una versión antigua de Word (.doc). Ábralo y guárdelo como .docx."
    ),
    "password": N_(
        "El documento está protegido con contraseña. Quítesela en Word o LibreOffice y guárdelo "
        "de nuevo."
    ),
    "macros": N_(
        "El documento contiene macros, que son programas y no se admiten. Guárdelo como .docx, "
        "sin macros."
    ),
    "damaged": N_("El archivo está dañado o incompleto. Ábralo en Word y guárdelo de nuevo."),
    "too_packed": N_(
        "El documento está comprimido de una forma que no es la de un texto, y no se abrió. "
        "Guárdelo de nuevo en Word o LibreOffice."
    ),
    "entities": N_(
        "El documento contiene definiciones externas (DTD o entidades), que no se admiten. "
        "Guárdelo de nuevo en Word o LibreOffice."
    ),
    "insertions": N_(
        "El control de cambios tenía inserciones sin aceptar: se importaron como texto "
        "(%(count)s en total)."
    ),
    "deletions": N_(
        "El control de cambios tenía eliminaciones sin aceptar: ese texto no se importó "
        "(%(count)s en total)."
    ),
    "margin_comments": N_(
        "Los comentarios al margen no se importaron (%(count)s en total)."
    ),
    "pictures": N_(
        "Las imágenes no se importaron; si tenían descripción, quedó en el texto "
        "(%(count)s en total)."
    ),
    "text_boxes": N_(
        "El texto de los cuadros de texto quedó como párrafos, junto al párrafo donde estaban "
        "(%(count)s en total). Revise el orden."
    ),
    "footnotes": N_(
        "Las notas al pie quedaron al final de su sección, como «Nota 1: …» (%(count)s en total)."
    ),
    "hidden_text": N_("Había texto oculto, y no se importó (%(count)s en total)."),
    "contents": N_(
        "El índice del documento no se importó: el sitio hace el suyo (%(count)s líneas)."
    ),
    "merged_cells": N_(
        "Hay tablas con celdas combinadas: su texto quedó en la primera de ellas "
        "(%(count)s en total)."
    ),
    "bold_headings": N_(
        "Hay títulos que no tenían estilo de título y se reconocieron por su número y su negrita "
        "(%(count)s en total). Revise su nivel."
    ),
    # The outline
    "preamble": N_(
        "Hay texto antes del primer título; quedó en una sección propia, «%(heading)s»."
    ),
    "duplicate_heading": N_(
        "El título «%(heading)s» se repite en el mismo nivel; "
        "se distinguirán por su número de orden."
    ),
    "empty_heading": N_("La sección %(number)s tiene un título vacío."),
}
