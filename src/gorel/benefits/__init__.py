"""Time freed: what Görel's finished steps would have cost people, less what people still spent (`freed`).

    freed = Σ over steps (times finished x baseline minutes) - minutes that people spent on tasks

A step's baseline stands in the picture as the `zeebe:property` `gorel.baseline.minutes`, with `gorel.baseline.source`
saying how it was obtained (`baselines`). Steps without a baseline count as nothing. Incidents and upkeep are not in the
figure; the page says so.
"""
