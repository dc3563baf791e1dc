"""A row with a number, a word and a text."""

from django.db import models


class Row(models.Model):
    number = models.IntegerField()
    word = models.CharField(max_length=200)
    text = models.TextField()
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        app_label = "bare"

    def __str__(self) -> str:
        return f"{self.number}: {self.word}"
