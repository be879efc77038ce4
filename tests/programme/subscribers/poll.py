"""feedparser asks for a feed, with the ETag that it got last when one is given; prints what it came to."""

import json
import sys

import feedparser

address, etag = sys.argv[1], (sys.argv[2:] or [None])[0]
found = feedparser.parse(address, etag=etag)
entries = {
    one.id: {"title": one.title, "updated": one.updated, "summary": one.summary, "link": one.link}
    for one in found.entries
}
assert len(entries) == len(found.entries), "an id stands twice"
problem = repr(found.bozo_exception) if found.bozo else ""
print(json.dumps({"status": found.status, "problem": problem, "etag": found.get("etag", etag), "entries": entries}))
