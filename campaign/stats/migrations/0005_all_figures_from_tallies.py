"""More measures, and the zone in which each campaign's days are cut.

All sums are made anew, from the logs, by the job that comes every two seconds: the cells there were do not know the new measures.
"""

import django.db.models.deletion
from django.db import migrations, models

MEASURES = [
    ("hour", "people by the hour in which they sent the form"),
    ("day", "people by day"),
    ("came_before", "people by whether they took part here before"),
    ("riding", "people by riding"),
    ("variant", "people by the variant of the letter"),
    ("changed", "people by how much of the letter is theirs"),
    ("delay", "people by the time from form to confirmation"),
    ("letters", "letters by day of the confirmation"),
    ("seat", "letters by addressee and seat"),
    ("written", "letters that were written, whatever became of them"),
    ("taken", "letters by the hour in which they were accepted"),
    ("wait", "letters by the time from confirmation to acceptance"),
    ("trouble", "letters by the hour in which they failed or came back"),
]


class Migration(migrations.Migration):
    dependencies = [
        ("campaigns", "0008_pictures_thanks_and_the_archive"),
        ("participation", "0009_the_revision_in_the_history"),
        ("stats", "0004_moments"),
    ]

    operations = [
        migrations.CreateModel(
            name="Zone",
            fields=[
                (
                    "campaign",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="campaigns.campaign",
                    ),
                ),
                ("time_zone", models.CharField(max_length=64)),
            ],
            options={
                "verbose_name": "time zone of tallies",
                "verbose_name_plural": "time zones of tallies",
            },
        ),
        migrations.AlterField("tally", "measure", models.CharField(choices=MEASURES, max_length=12)),
        migrations.RunSQL("TRUNCATE stats_tally, stats_mark", migrations.RunSQL.noop),
    ]
