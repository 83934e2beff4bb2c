"""A file of a conversation on its way to whoever may read it."""

from django.http import HttpResponse

from weald.services.messages.queries import File

ENDINGS = {"image/jpeg": "jpg", "application/pdf": "pdf"}


def download(file: File) -> HttpResponse:
    """The file to be saved, never to be run: with its own type, which no browser may guess anew, and in a box of its own."""
    response = HttpResponse(file.body, content_type=file.media_type)
    name = f"{file.kind}-{str(file.id)[-6:]}.{ENDINGS[file.media_type]}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = "no-store"
    return response
