"""What people need is sealed, each registration under a key of its own; the plain columns leave."""

import json
from typing import Any

from django.db import migrations, models

from gorel.ground import sealing

# As `attendance.needs` writes it.
ABOUT = b"needs of a registration"


def seal(apps: Any, _schema: Any) -> None:
    """Seal what stands in the plain columns."""
    registrations = apps.get_model("attendance", "Registration").objects
    rows = registrations.exclude(food="", access="").values_list("pk", "food", "access")
    for pk, food, access in rows.iterator():
        texts = {name: text for name, text in (("food", food), ("access", access)) if text}
        wrapped, key = sealing.new_key()
        needs = key.seal(json.dumps(texts, ensure_ascii=False).encode(), ABOUT)
        registrations.filter(pk=pk).update(needs_key=wrapped, needs=needs, food="", access="")


class Migration(migrations.Migration):
    dependencies = [("attendance", "0003_awaited_closing")]

    operations = [
        migrations.AddField("registration", "needs_key", models.BinaryField(default=b"")),
        migrations.AddField("registration", "needs", models.BinaryField(default=b"")),
        migrations.RunPython(seal, migrations.RunPython.noop),
        migrations.RemoveField("registration", "food"),
        migrations.RemoveField("registration", "access"),
    ]
