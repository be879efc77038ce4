"""Letters by e-mail: what they say (`letters`), how they look (`rendering`), the outbox, and the way out (`post`).

An app says once what a letter of its kind holds; a picture then sends it with the ability `mail.send`:

    letters.register("published", compose, title={"sv": "Publicerad", "en": "Published"})

    <zeebe:taskDefinition type="mail.send" />
    <zeebe:ioMapping>
      <zeebe:input source="=&quot;published&quot;" target="kind" />
      <zeebe:input source="=point" target="about" />
    </zeebe:ioMapping>

The case thus holds the uid of a row only; receiver and facts are looked up at the moment of sending.
"""
