// ical.js reads a feed; prints {UID: {start, summary, categories}}.
import ICAL from "ical.js";

const calendar = new ICAL.Component(ICAL.parse(await (await fetch(process.argv[2])).text()));
for (const zone of calendar.getAllSubcomponents("vtimezone")) ICAL.TimezoneService.register(zone);
const found = {};
for (const one of calendar.getAllSubcomponents("vevent")) {
  const event = new ICAL.Event(one);
  if (found[event.uid]) throw new Error(`${event.uid} stands twice`);
  found[event.uid] = {
    start: event.startDate.convertToZone(ICAL.Timezone.utcTimezone).toString(),
    summary: event.summary,
    categories: one.getFirstProperty("categories").getValues(),
  };
}
console.log(JSON.stringify(found));
