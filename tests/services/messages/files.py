"""Files as people send them, and as those who mean harm would."""

from io import BytesIO

from PIL import Image
from PIL.ExifTags import GPS, IFD, Base
from pypdf import PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, TextStringObject


def photo(form: str = "JPEG", size: tuple[int, int] = (60, 40), mode: str = "RGB") -> bytes:
    """A photo that says where and with what it was made, and lies on its side."""
    out = BytesIO()
    exif = Image.Exif()
    exif[Base.Make] = "SecretPhone"
    exif[Base.Orientation] = 6
    exif.get_ifd(IFD.GPSInfo)[GPS.GPSLatitude] = (51.0, 16.0, 12.0)
    Image.new(mode, size, "red").save(
        out, form, exif=exif, **({"comment": b"secret"} if form == "JPEG" else {})
    )
    return out.getvalue()


def pdf(
    *, script: bool = False, embedded: bool = False, launch: bool = False, opens: bool = False, pages: int = 1
) -> bytes:
    """A PDF of empty pages whose properties name its author."""
    writer = PdfWriter()
    for _ in range(pages):
        page = writer.add_blank_page(width=200, height=200)
    writer.add_metadata({"/Author": "SecretAuthor"})
    if script:
        writer.root_object[NameObject("/OpenAction")] = DictionaryObject(
            {NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject("app.alert(1)")}
        )
    if embedded:
        writer.add_attachment("inside.exe", b"MZ")
    if launch:
        page[NameObject("/AA")] = DictionaryObject(
            {
                NameObject("/O"): DictionaryObject(
                    {NameObject("/S"): NameObject("/Launch"), NameObject("/F"): TextStringObject("cmd.exe")}
                )
            }
        )
    if opens:
        writer.root_object[NameObject("/OpenAction")] = ArrayObject(
            [page.indirect_reference, NameObject("/Fit")]
        )
    out = BytesIO()
    writer.write(out)
    return out.getvalue()
