"""The addresses of the desk, under /desk/."""

from __future__ import annotations

from django.urls import path

from gorel.desk.views import (
    cases,
    inbox,
    incidents,
    live,
    outbox,
    process_measures,
    processes,
    start,
    steering,
    task,
    time_freed,
    together,
)

app_name = "desk"
urlpatterns = [
    path("", inbox.inbox, name="inbox"),
    path("start/", start.start, name="start"),
    path("tasks/<uuid:uid>/", task.task, name="task"),
    path("tasks/<uuid:uid>/take/", inbox.take, name="take"),
    path("tasks/<uuid:uid>/give-back/", inbox.give_back, name="give-back"),
    path("tasks/<uuid:uid>/hand-over/", inbox.hand_over, name="hand-over"),
    path("tasks/<uuid:uid>/here/", live.here, name="here"),
    path("many/", inbox.many, name="many"),
    path("views/", together.saved_view, name="saved-view"),
    path("following/", together.following, name="following"),
    path("live/", live.stream, name="live"),
    path("cases/<uuid:uid>/comment/", together.comment, name="comment"),
    path("cases/<uuid:uid>/follow/", together.follow, name="follow"),
    path("cases/<uuid:uid>/do/<str:what>/", steering.steer, name="steer"),
    path("cases/<uuid:uid>/corrections/<int:pk>/undo/", steering.undo, name="correction-undo"),
    path("cases/<uuid:uid>/personal/", cases.unmask, name="unmask"),
    path("cases/", cases.case_list, name="cases"),
    path("cases/export/", cases.export, name="cases-export"),
    path("cases/<uuid:uid>/", cases.case_page, name="case"),
    path("cases/<uuid:uid>/picture/", cases.picture, name="picture"),
    path("processes/", processes.process_list, name="processes"),
    path("processes/export/", processes.export, name="processes-export"),
    path("processes/<slug:organisation>/<str:key>/", processes.process_page, name="process"),
    path("processes/<slug:organisation>/<str:key>/compare/", processes.comparison, name="process-compare"),
    path("processes/<slug:organisation>/<str:key>/picture/<int:version>/", processes.picture, name="process-picture"),
    path("processes/<slug:organisation>/<str:key>/owner/", process_measures.steward, name="process-steward"),
    path("processes/<slug:organisation>/<str:key>/pause/", process_measures.pause, name="process-pause"),
    path("processes/<slug:organisation>/<str:key>/resume/", process_measures.resume, name="process-resume"),
    path("incidents/", incidents.incidents, name="incidents"),
    path("incidents/<uuid:uid>/retry/", incidents.retry, name="retry"),
    path("outbox/", outbox.outbox, name="outbox"),
    path("outbox/search/", outbox.search, name="outbox-search"),
    path("outbox/<uuid:uid>/", outbox.mail, name="mail"),
    path("outbox/<uuid:uid>/again/", outbox.again, name="mail-again"),
    path("outbox/<uuid:uid>/letter/", outbox.letter, name="letter"),
    path("outbox/<uuid:uid>/files/<int:number>/", outbox.attachment, name="attachment"),
    path("time-freed/export/", time_freed.export, name="time-freed-export"),
    path("time-freed/", time_freed.time_freed, name="time-freed"),
]
