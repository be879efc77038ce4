"""Letters are sealed: each row's personal part goes under a key of its own, and the clear columns go.

What the file of SQLite held in clear stays in its free pages until it is written anew: `gorel backup` writes it clean.
"""

import json

from django.db import migrations, models

from gorel.ground import sealing
from gorel.robots.mail.outbox import Mail

PERSONAL = ("to_address", "to_name", "reply_to", "reply_to_name", "subject", "text", "html", "attachments")


def seal(apps, schema) -> None:
    rows = apps.get_model("robots", "Mail").objects.using(schema.connection.alias).order_by("pk")
    for row in rows.iterator(chunk_size=200):
        personal = {name: getattr(row, name) for name in PERSONAL}
        row.key, key = sealing.new_key()
        row.sealed = key.seal(json.dumps(personal, ensure_ascii=False).encode(), b"letter")
        row.marks = " ".join(sealing.mark(word) for word in Mail._found_by(personal))
        row.save(update_fields=["key", "sealed", "marks"])


class Migration(migrations.Migration):
    dependencies = [("robots", "0001_initial")]

    operations = [
        migrations.AddField("mail", "key", models.BinaryField(default=b"")),
        migrations.AddField("mail", "sealed", models.BinaryField(default=b"")),
        migrations.AddField("mail", "marks", models.TextField(blank=True, default="")),
        migrations.RunPython(seal, migrations.RunPython.noop, elidable=True),
        *(migrations.RemoveField("mail", name) for name in PERSONAL),
    ]
