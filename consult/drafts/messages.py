"""What the parser has to say about a draft: codes with values, and one sentence for each code.

Pure: the caller translates a sentence with gettext and fills in the values
(`gettext(MESSAGES[code], **values)`).
"""

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
    """Something the drafter should look at; `code` is a key of MESSAGES."""

    code: str
    values: dict[str, str | int] = field(default_factory=dict)


MESSAGES = {
    "too_large": N_("El archivo supera el límite de %(limit)s MiB."),
    "empty": N_("El archivo no contiene texto."),
    "binary": N_("El archivo no es de texto: contiene datos binarios o caracteres de control."),
    "no_headings": N_(
        "El texto no tiene títulos. Marque cada título con una o más almohadillas, "
        "por ejemplo «# Capítulo 1»."
    ),
    "front_matter": N_(
        "No se pueden leer los datos iniciales entre las líneas «---»: revise la línea %(line)s."
    ),
    "front_matter_too_large": N_(
        "Los datos iniciales entre las líneas «---» superan el límite de %(limit)s KiB."
    ),
    "duplicate_key": N_("La clave «%(key)s» está puesta en más de un título."),
    "too_many": N_(
        "El texto tiene demasiadas secciones o párrafos; divídalo en varios borradores."
    ),
    "too_deep": N_("El texto tiene listas o citas con demasiados niveles, una dentro de otra."),
    "encoding": N_(
        "El archivo no está en UTF-8; se leyó como Windows-1252. Revise las tildes y las eñes."
    ),
    "preamble": N_(
        "Hay texto antes del primer título; quedó en una sección propia, «%(heading)s»."
    ),
    "duplicate_heading": N_(
        "El título «%(heading)s» se repite en el mismo nivel; "
        "se distinguirán por su número de orden."
    ),
    "empty_heading": N_("La sección %(number)s tiene un título vacío."),
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
}
