"""Those who withdrew or were erased are few among millions: their lists have an index of their own, in which no form is entered."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = (("participation", "0009_the_revision_in_the_history"),)

    operations = (
        migrations.AddIndex(
            model_name="participation",
            index=models.Index(
                fields=("campaign", "submitted_at"),
                condition=models.Q(state__in=("withdrawn", "erased")),
                name="participation_gone",
            ),
        ),
    )
