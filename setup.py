"""What setup.cfg cannot say: which folders beside the package the wheel carries, and when."""

from setuptools import find_packages, setup
from setuptools.command.build_py import build_py

BESIDE = ("templates", "static", "translations")


class BuildWithCatalogues(build_py):
    """Compiled catalogues are not kept in the repository, so every build makes its own."""

    def run(self):
        self.run_command("compile_catalog")
        super().run()


setup(
    cmdclass={"build_py": BuildWithCatalogues},
    packages=find_packages(include=["consult", "consult.*"])
    + [f"consult.{folder}" for folder in BESIDE],
    package_dir={f"consult.{folder}": folder for folder in BESIDE},
)
