"""What makes a PDF with an e-invoice in it a Factur-X one: its metadata say so (Factur-X 1.0, section 6.2.2).

The typesetter has no words of its own for it. What is there is kept, and an update is put behind it (ISO 32000-1,
section 7.5.6), so tags and all else stay as they were set.
"""

from __future__ import annotations

import io

from pypdf import PdfReader, PdfWriter
from pypdf.generic import StreamObject

from documents.adapters.printing.einvoice import FILE_NAME

_NAMESPACE = "urn:factur-x:pdfa:CrossIndustryDocument:invoice:1p0#"
_SAID = {
    "DocumentType": ("INVOICE", "The type of the hybrid document"),
    "DocumentFileName": (FILE_NAME, "The name of the embedded XML document"),
    "Version": ("1.0", "The version of the standard the XML follows"),
    "ConformanceLevel": ("EN 16931", "The profile the XML follows"),
}
_SCHEMAS_END = "</rdf:Bag></pdfaExtension:schemas>"
_RDF_END = "</rdf:RDF>"


def as_facturx(pdf: bytes) -> bytes:
    """The PDF with metadata that name its e-invoice. Raises ValueError for metadata it does not know its way about."""
    writer = PdfWriter(io.BytesIO(pdf), incremental=True)
    metadata = writer.root_object["/Metadata"].get_object()
    if not isinstance(metadata, StreamObject):
        raise ValueError("a PDF without metadata")
    metadata.set_data(_told(metadata.get_data().decode()).encode())
    made = io.BytesIO()
    writer.write(made)
    return made.getvalue()


def _told(xmp: str) -> str:
    if _SCHEMAS_END not in xmp or _RDF_END not in xmp:
        raise ValueError("metadata of another form")
    properties = "".join(
        '<rdf:li rdf:parseType="Resource">'
        f"<pdfaProperty:name>{name}</pdfaProperty:name>"
        "<pdfaProperty:valueType>Text</pdfaProperty:valueType>"
        "<pdfaProperty:category>external</pdfaProperty:category>"
        f"<pdfaProperty:description>{meaning}</pdfaProperty:description></rdf:li>"
        for name, (_, meaning) in _SAID.items()
    )
    schema = (
        '<rdf:li rdf:parseType="Resource"><pdfaSchema:schema>Factur-X PDFA Extension Schema</pdfaSchema:schema>'
        f"<pdfaSchema:namespaceURI>{_NAMESPACE}</pdfaSchema:namespaceURI><pdfaSchema:prefix>fx</pdfaSchema:prefix>"
        f"<pdfaSchema:property><rdf:Seq>{properties}</rdf:Seq></pdfaSchema:property></rdf:li>"
    )
    values = "".join(f"<fx:{name}>{value}</fx:{name}>" for name, (value, _) in _SAID.items())
    said = f'<rdf:Description rdf:about="" xmlns:fx="{_NAMESPACE}">{values}</rdf:Description>'
    return xmp.replace(_SCHEMAS_END, schema + _SCHEMAS_END, 1).replace(_RDF_END, said + _RDF_END, 1)


def metadata_of(pdf: bytes) -> str:
    """The metadata of a PDF as they stand in it."""
    found = PdfReader(io.BytesIO(pdf)).root_object["/Metadata"].get_object()
    return found.get_data().decode() if isinstance(found, StreamObject) else ""
