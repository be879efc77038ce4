"""The addresses of the workshop, under /desk/workshop/."""

from __future__ import annotations

from django.urls import path

from gorel.desk.workshop.views import drafts, drawing, library, outline, questions, release, resources, rules, trial

app_name = "workshop"
urlpatterns = [
    path("", drafts.drafts, name="drafts"),
    path("new/", drafts.begin, name="begin"),
    path("templates/", drawing.templates, name="templates"),
    path("library/<str:address>/picture.svg", library.preview, name="library-preview"),
    path("<uuid:uid>/", drafts.draft, name="draft"),
    path("<uuid:uid>/people/", drafts.people, name="people"),
    path("<uuid:uid>/put-away/", drafts.put_away, name="put-away"),
    path("<uuid:uid>/versions/", drafts.versions, name="versions"),
    path("<uuid:uid>/versions/<int:number>/restore/", drafts.restore, name="restore"),
    path("<uuid:uid>/overwrite/", drafts.overwrite, name="overwrite"),
    path("<uuid:uid>/files/add/", resources.add, name="add-files"),
    path("<uuid:uid>/files/make/", resources.make, name="make"),
    path("<uuid:uid>/files/zip/", resources.everything, name="zip"),
    path("<uuid:uid>/files/<str:name>/", resources.file, name="file"),
    path("<uuid:uid>/files/<str:name>/delete/", resources.delete, name="delete-file"),
    path("<uuid:uid>/outline/", outline.outline, name="outline"),
    path("<uuid:uid>/outline/step/<str:element>/", outline.step, name="step"),
    path("<uuid:uid>/outline/step/<str:element>/kind/", outline.kind, name="kind"),
    path("<uuid:uid>/outline/step/<str:element>/move/", outline.move, name="move"),
    path("<uuid:uid>/outline/step/<str:element>/way/", outline.add_way, name="add-way"),
    path("<uuid:uid>/outline/step/<str:element>/deadline/", outline.add_deadline, name="add-deadline"),
    path("<uuid:uid>/outline/delete/<str:element>/", outline.delete, name="delete-step"),
    path("<uuid:uid>/outline/way/<str:flow>/", outline.way, name="way"),
    path("<uuid:uid>/outline/add/<str:where>/<str:element>/", outline.add, name="add"),
    path("<uuid:uid>/library/", library.library, name="library"),
    path("<uuid:uid>/library/<str:address>/", library.part, name="library-part"),
    path("<uuid:uid>/library/<str:address>/take/", library.take, name="library-take"),
    path("<uuid:uid>/table/<str:name>/", rules.table, name="table"),
    path("<uuid:uid>/form/<str:name>/", questions.form, name="form"),
    path("<uuid:uid>/form/<str:name>/<str:path>/", questions.question, name="question"),
    path("<uuid:uid>/form/<str:name>/<str:path>/rearrange/", questions.rearrange, name="rearrange"),
    path("<uuid:uid>/draw/", drawing.draw, name="draw"),
    path("<uuid:uid>/draw/<str:name>/", drawing.draw_file, name="draw-file"),
    path("<uuid:uid>/save/", drawing.save, name="save"),
    path("<uuid:uid>/check/", drawing.check, name="check"),
    path("<uuid:uid>/feel/", drawing.feel, name="feel"),
    path("<uuid:uid>/try/", trial.begin, name="try"),
    path("<uuid:uid>/try/<uuid:run>/", trial.trial, name="trial"),
    path("<uuid:uid>/try/<uuid:run>/keep/", trial.keep, name="keep"),
    path("<uuid:uid>/tests/", trial.tests, name="tests"),
    path("<uuid:uid>/tests/<str:name>/replay/", trial.replay, name="replay"),
    path("<uuid:uid>/release/", release.release, name="release"),
    path("<uuid:uid>/release/ask/", release.ask, name="ask"),
    path("<uuid:uid>/release/back/", release.roll_back, name="roll-back"),
    path("<uuid:uid>/release/move/", release.move, name="move-cases"),
    path("<uuid:uid>/release/<uuid:release>/decide/", release.decide, name="decide"),
    path("<uuid:uid>/release/<uuid:release>/live/", release.go_live, name="go-live"),
]
