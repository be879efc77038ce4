"""Grants as rows. An organisation NULL means cases that belong to none."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models.functions import Coalesce


class _Owned(models.Model):
    organisation = models.ForeignKey("accounts.Organisation", null=True, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=120)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name


class Folder(_Owned):
    """A folder that abilities may use under its name. Shape: place is a path of this machine, or sftp://…"""

    place = models.CharField(max_length=1000)
    may_write = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint("name", Coalesce("organisation", 0), name="robots_folder_name")
        ]


class Host(_Owned):
    """A private address that abilities may reach under this name."""

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint("name", Coalesce("organisation", 0), name="robots_host_name")]


class Secret(_Owned):
    """A secret. Shape: source is "vault" (sealed holds it), "env:NAME" or "file:/path"."""

    VAULT = "vault"

    source = models.CharField(max_length=500, default=VAULT)
    sealed = models.TextField(blank=True)
    changed_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint("name", Coalesce("organisation", 0), name="robots_secret_name")
        ]


class SecretGrant(models.Model):
    """An ability may use the secret at a host."""

    secret = models.ForeignKey(Secret, on_delete=models.CASCADE, related_name="grants")
    ability = models.CharField(max_length=255)
    host = models.CharField(max_length=255)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["secret", "ability", "host"], name="robots_secret_grant")
        ]

    def __str__(self) -> str:
        return f"{self.ability} → {self.host}"
