"""How a file comes in: kept in memory up to a limit, and no longer than this request."""

from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import InMemoryUploadedFile, UploadedFile
from django.core.files.uploadhandler import FileUploadHandler

MOST_BYTES = 15 * 1024 * 1024
"""As large as a photo of a phone gets. Of a larger file only its size is kept, for the sentence that refuses it."""


class BoundedUpload(FileUploadHandler):
    """Keeps a file of up to MOST_BYTES; more is read and dropped, so that its sender gets an answer."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.kept = BytesIO()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        if start + len(raw_data) <= MOST_BYTES:
            self.kept.write(raw_data)

    def file_complete(self, file_size: int) -> "UploadedFile[Any]":
        self.kept.seek(0)
        return InMemoryUploadedFile(
            self.kept, self.field_name, self.file_name or "", self.content_type, file_size, self.charset
        )
