"""The second factor in a real browser: the pages that come only after another."""

import pyotp
import pytest

from consult.extensions import utc_now
from tests.browser import Chromium, Window
from tests.people import PASSWORD

pytestmark = pytest.mark.xdist_group("browser")


def sound(window: Window) -> None:
    assert window.sideways() == [] and window.violations() == [] and window.wrong == []


def test_setting_up_codes_and_coming_in_with_one(chromium: Chromium) -> None:
    window = chromium.window("participant")
    window.open("/cuenta/segundo-factor")
    totp = pyotp.TOTP(window.main().locator("code").inner_text().replace(" ", ""))
    window.write("Código", totp.at(utc_now()))
    window.write("Contraseña", PASSWORD)
    window.press("Activar")
    assert window.main().locator("li").count() == 10
    sound(window)
    window.open("/cuenta/segundo-factor")
    sound(window)
    window.press("Salir")
    window.open("/ingresar?siguiente=/cuenta/")
    window.write("Correo electrónico", "participant@ejemplo.hn")
    window.write("Contraseña", PASSWORD)
    window.press("Entrar")
    sound(window)
    window.write("Código", totp.at(utc_now(), counter_offset=1))
    window.press("Entrar")
    assert window.at() == "/cuenta/"
