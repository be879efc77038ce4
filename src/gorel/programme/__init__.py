"""Innovation weeks, programme points, seminars: writing, check, review, publishing, recordings, the public programme.

A point is a draft until its organiser submits it. From then on `processes/point.bpmn` leads it: only its abilities
(`programme.*`) write `Point.state`. The room and its picture talk by messages, correlated by the point's uid:

    point.changed     the organiser changed something (published by `actions.change_point`)
    point.recorded    a recording has come in, or something was told of one (`recordings.save`); the picture's own
    point.watchable   the recording has been found accessible and is published; for those who tell others of it
    point.cancelled   the organiser withdrew or cancelled it (`actions.cancel_point`)
    point.published   the picture has published it (`programme.announce`); starts what must follow, as sign-up
"""
