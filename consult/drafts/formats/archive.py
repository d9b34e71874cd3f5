"""The gate before a Word document is opened: what it says it is, what it holds and defines.

Pure. Nothing is unpacked to disk, no relationship is followed, and XML that defines anything of
its own is refused, read by us or not.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator

from lxml import etree

from consult.drafts.messages import DraftError

MAX_MEMBERS = 2_000
MAX_UNPACKED = 60 * 1024 * 1024
MAX_RATIO = 200
OLE = bytes.fromhex("d0cf11e0a1b11ae1")
ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")
IS_ENCRYPTED = 0x1
METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
CONTENT_TYPES = "[Content_Types].xml"
DOCUMENT_TYPE = re.compile(
    r"application/vnd\.openxmlformats-officedocument\.wordprocessingml\.(?:document|template)\.main"
    r"\+xml"
)
MACROS = re.compile("macroEnabled|vbaProject", re.IGNORECASE)
XML_NAMES = (".xml", ".rels")
# Written in another encoding a definition would not be seen.
ENCODINGS = re.compile(rb"<\?xml[^>]*encoding\s*=\s*[\"'](?!utf-?8|us-ascii)", re.IGNORECASE)
DEFINITION = re.compile(rb"<!(?:DOCTYPE|ENTITY|ELEMENT|ATTLIST|NOTATION)", re.IGNORECASE)


class Archive:
    """The parts of a Word document that passed the gate. Raises DraftError."""

    def __init__(self, data: bytes) -> None:
        _refuse_others(data)
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
            _refuse_bombs(self._zip, len(data))
            self._parts = dict(self._unpacked())
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, ValueError,
                RuntimeError) as error:  # fmt: skip
            raise error if isinstance(error, DraftError) else DraftError("damaged") from None
        self._check_content_types()

    def part(self, name: str) -> etree._Element | None:
        """The root of an XML part, None if the document has no such part."""
        data = self._parts.get(name)
        if data is None:
            return None
        # Made anew for each part: a parser keeps what it has seen.
        parser = etree.XMLParser(
            resolve_entities=False, load_dtd=False, no_network=True, huge_tree=False,
            remove_comments=True, remove_pis=True,
        )  # fmt: skip
        try:
            root = etree.fromstring(data, parser)
        except etree.XMLSyntaxError as error:
            raise DraftError(_reason(str(error))) from None
        if root.getroottree().docinfo.doctype:
            raise DraftError("entities")
        return root

    def _unpacked(self) -> Iterator[tuple[str, bytes]]:
        for member in self._zip.infolist():
            if member.filename == CONTENT_TYPES or member.filename.lower().endswith(XML_NAMES):
                data = self._zip.read(member)
                _refuse_definitions(data)
                yield member.filename, data

    def _check_content_types(self) -> None:
        types = self.part(CONTENT_TYPES)
        if types is None:
            raise DraftError("not_word")
        names = " ".join([*self._zip.namelist(), *(e.get("ContentType", "") for e in types)])
        if MACROS.search(names):
            raise DraftError("macros")
        if not DOCUMENT_TYPE.search(names):
            raise DraftError("not_word")


def _refuse_others(data: bytes) -> None:
    if not data.strip():
        raise DraftError("empty")
    if data.startswith(OLE):
        raise DraftError("password" if ENCRYPTED_PACKAGE in data else "old_word")
    if not data.startswith(b"PK\x03\x04"):
        raise DraftError("not_word")


def _refuse_bombs(archive: zipfile.ZipFile, packed: int) -> None:
    members = archive.infolist()
    unpacked = sum(member.file_size for member in members)
    if len(members) > MAX_MEMBERS or unpacked > min(MAX_UNPACKED, MAX_RATIO * packed):
        raise DraftError("too_packed")
    if len({member.filename for member in members}) < len(members):
        raise DraftError("damaged")
    if any(member.flag_bits & IS_ENCRYPTED for member in members):
        raise DraftError("password")
    if any(member.compress_type not in METHODS for member in members):
        raise DraftError("too_packed")


def _refuse_definitions(data: bytes) -> None:
    # A zero byte stands in every text of wider characters, and in no other XML.
    if DEFINITION.search(data) or ENCODINGS.search(data[:200]) or b"\0" in data[:200]:
        raise DraftError("entities")


def _reason(fault: str) -> str:
    if "depth" in fault:
        return "too_deep"
    return "too_heavy" if "allocation" in fault or "huge" in fault else "damaged"
