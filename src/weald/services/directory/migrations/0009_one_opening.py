"""Two opening times of one day of an organisation never overlap."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DecimalRangeField, RangeOperators
from django.db import migrations
from django.db.models import Func, Value

SECONDS = "extract(epoch from %(expressions)s)"


class Migration(migrations.Migration):
    dependencies = [("directory", "0008_other_places")]

    operations = [
        migrations.RemoveConstraint(model_name="openingtime", name="directory_one_opening"),
        migrations.AddConstraint(
            model_name="openingtime",
            constraint=ExclusionConstraint(
                name="directory_one_opening",
                expressions=[
                    ("organisation", RangeOperators.EQUAL),
                    ("weekday", RangeOperators.EQUAL),
                    (
                        Func(
                            Func("opens", template=SECONDS),
                            Func("closes", template=SECONDS),
                            Value("[)"),
                            function="numrange",
                            output_field=DecimalRangeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
        ),
    ]
