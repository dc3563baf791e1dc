"""Files that people upload: held in memory, and never more of a body than fits."""

from typing import IO, Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import MemoryFileUploadHandler


class SmallFiles(MemoryFileUploadHandler):
    """Refuses a body that is larger than its page takes before a byte of it is read: the page for 413.

    That is settings.FILE_UPLOAD_MAX_MEMORY_SIZE, or of some pages what settings.LARGER_UPLOADS says. Django's own handlers write it to the disk, whatever its size, before any view is asked.
    """

    def handle_raw_input(
        self, input_data: IO[bytes], META: dict[str, str], content_length: int, *args: Any, **kwargs: Any
    ) -> None:
        if content_length > self._most():
            raise RequestDataTooBig("The body of this request is larger than what its page takes.")
        super().handle_raw_input(input_data, META, content_length, *args, **kwargs)
        self.activated = True

    def _most(self) -> int:
        match = self.request.resolver_match if self.request else None
        name = match.view_name if match else ""
        return settings.LARGER_UPLOADS.get(name, settings.FILE_UPLOAD_MAX_MEMORY_SIZE)
