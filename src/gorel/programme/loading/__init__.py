"""Reads a file of facts (TOML) about a week or seminars: organisations, people, and points.

A fact that is malformed is named with its line, and nothing of the file is loaded. A fact that is missing stays
missing: the point becomes a draft, and Görel asks for it when it is handed in. Loading adds; what is there already is
left alone, so a file can be loaded again. Times without offset are those of the time zone of the week, or of the
seminar; Swedish where it names none.

    [[organisations]]  slug, name, kind, publicly_owned, number, email_domain
    [[people]]         email, name, organisation, roles, language
    [week]             slug, title, starts_on, ends_on, owner, initiators, call_opens_at, call_closes_at, published_on,
                       time_zone, about
    [[themes]]         slug, title
    [[points]]         slug, organiser, and any of: title, abstract, co_organisers, contact, series, themes, day,
                       starts, ends, format, place, platform, joining_link, language, free, price, web_page, last_day,
                       link_at, recorded, recording_url, people = [{name, title, organisation}]
    [[seminars]]       as points, and time_zone; they belong to no week

A text in both languages is a table: `title = { sv = "…", en = "…" }`; a plain string is Swedish.
"""

from gorel.programme.loading.load import Loaded, load, load_text
from gorel.programme.loading.problems import BadFacts

__all__ = ["BadFacts", "Loaded", "load", "load_text"]
