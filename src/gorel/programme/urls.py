"""The addresses of the programme. A row's address is composed in `pieces` from `week` and `seminar`."""

from __future__ import annotations

from django.urls import path

from gorel.programme.views import feeds, files, importing, lists, public, weeks, work

app_name = "programme"
urlpatterns = [
    path("programme/", public.weeks, name="weeks"),
    path("programme/<slug:slug>/", public.week, name="week"),
    path("programme/<slug:slug>/calendar.ics", feeds.week, name="week-calendar"),
    path("programme/<slug:slug>/points.json", lists.as_json, name="week-json"),
    path("programme/<slug:slug>/points.csv", lists.as_csv, name="week-csv"),
    path("programme/<slug:slug>/points.xlsx", lists.as_xlsx, name="week-xlsx"),
    path("programme/<slug:slug>/atom.xml", lists.atom, name="week-atom"),
    path("programme/<slug:slug>/embed/", lists.embed, name="week-embed"),
    path("programme/<slug:slug>/now/", public.now, name="week-now"),
    path("programme/<slug:slug>/mine/", public.mine, name="week-mine"),
    path("programme/<slug:slug>/mine/calendar.ics", feeds.mine, name="week-mine-calendar"),
    path("programme/<slug:slug>/changes/", public.changes, name="week-changes"),
    path("organisers/<str:slug>/", public.organiser, name="organiser"),
    path("organisers/<str:slug>/calendar.ics", feeds.organiser, name="organiser-calendar"),
    path("programme/<slug:week>/<slug:slug>/", public.point, name="point"),
    path("programme/<slug:week>/<slug:slug>/calendar.ics", feeds.point, name="point-calendar"),
    path("seminars/", public.seminars, name="seminars"),
    path("seminars/calendar.ics", feeds.seminars, name="seminars-calendar"),
    path("seminars/<slug:slug>/", public.seminar, name="seminar"),
    path("seminars/<slug:slug>/calendar.ics", feeds.seminar, name="seminar-calendar"),
    path("my-points/", work.mine, name="mine"),
    path("my-points/new/", work.new, name="new"),
    path("my-weeks/", weeks.listing, name="my-weeks"),
    path("my-weeks/new/", weeks.new, name="week-new"),
    path("my-weeks/<slug:slug>/", weeks.change, name="week-change"),
    path("my-weeks/<slug:slug>/copy/", weeks.copy, name="week-copy"),
    path("my-points/import/", importing.choose, name="import"),
    path("my-points/import/<uuid:uid>/", importing.report, name="import-report"),
    path("my-points/import/<uuid:uid>/report.csv", importing.listing, name="import-listing"),
    path("my-points/<uuid:uid>/", work.point, name="work"),
    path("my-points/<uuid:uid>/change/", work.change, name="change"),
    path("my-points/<uuid:uid>/preview/", work.preview, name="preview"),
    path("my-points/<uuid:uid>/submit/", work.submit, name="submit"),
    path("programme-files/<uuid:uid>/", files.shown, name="file"),
    path("my-points/<uuid:uid>/files/", files.listing, name="files"),
    path("my-points/files/<uuid:uid>/remove/", files.remove, name="file-remove"),
    path("my-points/<uuid:uid>/autosave/", work.autosave, name="autosave"),
    path("my-points/<uuid:uid>/occasion/", work.occasion, name="occasion"),
    path("my-points/co-organise/<int:pk>/", work.co_organise, name="co-organise"),
    path("my-points/<uuid:uid>/cancel/", work.cancel, name="cancel"),
]
