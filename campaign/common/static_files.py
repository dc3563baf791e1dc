"""Static files under names with a hash once they are collected; under their plain names where nobody collected them."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticFiles(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # whitenoise has no annotations
    """`manage.py collectstatic` writes hashes and compressed copies; tests and a bare manage.py live without."""

    def stored_name(self, name: str) -> str:
        return super().stored_name(name) if self.hashed_files else name
