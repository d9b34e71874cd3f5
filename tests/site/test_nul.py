"""A NUL in an address or a field is bad input like any other, on both databases."""

import pytest
from flask import Flask

from tests.factories import a_consultation
from tests.people import Visitor

PATHS = (
    "/consultas/%00/",
    "/consultas/politica/texto/%00",
    "/consultas/politica/s/a%00b",
    "/consultas/politica/v1/p/1%00",
    "/consultas/politica/aportes/%00",
    "/consultas/politica/acuse/%00",
)
QUERIES = (
    ("/consultas/politica/buscar?q=%00", 200),
    ("/consultas/politica/aportes/?seccion=%00&tipo=%00&despues=%00", 200),
    ("/consultas/politica/texto/eje-1?parrafo=%00", 200),
    ("/consultas/politica/comentar?seccion=%00", 404),
    ("/ingresar?siguiente=/%00", 200),
)


@pytest.mark.parametrize("prefix", ["", "/en"])
@pytest.mark.parametrize("path", PATHS)
def test_an_address_with_a_nul_is_not_found(
    app: Flask, visitor: Visitor, path: str, prefix: str
) -> None:
    a_consultation()
    visitor.get(prefix + path, 404)


@pytest.mark.parametrize(("address", "status"), QUERIES)
def test_a_nul_in_a_query_is_no_fault_of_ours(
    app: Flask, visitor: Visitor, address: str, status: int
) -> None:
    a_consultation()
    visitor.get(address, status)


def test_a_nul_in_a_field_is_no_fault_of_ours(app: Flask, visitor: Visitor) -> None:
    a_consultation()
    signing_in = {"email": "ana\0@ejemplo.hn", "password": "una\0contraseña larga"}
    visitor.submit("/ingresar", signing_in, 422)
    written = {"body": "a\0b", "author_name": "\0", "organization_name": ""}
    visitor.submit("/consultas/politica/comentar", written, 303)
