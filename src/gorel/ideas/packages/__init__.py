"""Packages: what a solution can be run by, as one signed file that another installation looks into and installs.

    name-version.gorel (a zip)
    ├── manifest.json     who, what, what it needs, which values can be set, and every file with its SHA-256
    ├── signature.json    Ed25519 over the bytes of manifest.json, and the public key
    ├── processes/ rules/ forms/ tests/ sample/ …    pictures, decision tables, forms, tests, sample rows
    └── howto.md

Nothing in a package is code: abilities are named with a version and must be here already. Reading is bounded
(`archive`), XML is read by the hardened reader, and nothing is put to use unless an administrator trusts its signer.
"""
