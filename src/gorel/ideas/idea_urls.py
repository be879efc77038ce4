"""The addresses of challenges, ideas and solutions."""

from __future__ import annotations

from django.urls import path

from gorel.ideas.views import coach, figures, ideas, lists, methods, public, solutions, talk, teams, trials, writing

app_name = "ideas"
urlpatterns = [
    path("", public.start, name="start"),
    path("challenges/", lists.challenges, name="challenges"),
    path("challenges/new/", writing.new_challenge, name="challenge-new"),
    path("challenges/<slug:slug>/", public.challenge, name="challenge"),
    path("challenges/<slug:slug>/change/", writing.change_challenge, name="challenge-change"),
    path("all/", lists.ideas, name="list"),
    path("new/", ideas.new, name="new"),
    path("like/", ideas.like, name="like"),
    path("sent/", ideas.sent, name="sent"),
    path("mine/", lists.mine, name="mine"),
    path("coach/", coach.waiting, name="coach"),
    path("coach/confirm/<uuid:uid>/", coach.confirm, name="confirm"),
    path("digest/", coach.digest, name="digest"),
    path("figures/", figures.page, name="figures"),
    path("figures/ideas.csv", figures.units_csv, name="figures-csv"),
    path("figures/spread.csv", figures.spread_csv, name="spread-csv"),
    path("methods/", methods.listing, name="methods"),
    path("methods/<slug:key>/", methods.method, name="method"),
    path("idea/<slug:slug>/", public.idea, name="idea"),
    path("idea/<slug:slug>/change/", ideas.change, name="change"),
    path("idea/<slug:slug>/support/", talk.support, name="support"),
    path("idea/<slug:slug>/argue/", talk.argue, name="argue"),
    path("idea/<slug:slug>/answer/<uuid:uid>/", talk.answer, name="answer"),
    path("idea/<slug:slug>/join/", teams.join, name="join"),
    path("idea/<slug:slug>/add/", teams.add, name="add"),
    path("idea/<slug:slug>/team/<int:pk>/", teams.decide, name="team"),
    path("idea/<slug:slug>/ready/", ideas.ready, name="ready"),
    path("idea/<slug:slug>/withdraw/", ideas.withdraw, name="withdraw"),
    path("idea/<slug:slug>/method/<slug:step>/", methods.step, name="step"),
    path("idea/<slug:slug>/trial/", trials.plan, name="plan"),
    path("idea/<slug:slug>/solution/", solutions.new, name="solution-of"),
    path("trials/<uuid:uid>/", trials.trial, name="trial"),
    path("trials/<uuid:uid>/change/", trials.change, name="trial-change"),
    path("trials/<uuid:uid>/report/", trials.report, name="trial-report"),
    path("solutions/", lists.solutions, name="solutions"),
    path("solutions/new/", solutions.new, name="solution-new"),
    path("solutions/<slug:slug>/", public.solution, name="solution"),
    path("solutions/<slug:slug>/change/", solutions.change, name="solution-change"),
    path("solutions/<slug:slug>/introduce/", solutions.introduce, name="introduce"),
    path("introductions/<uuid:uid>/", solutions.adoption, name="adoption"),
    path("<str:kind>/<slug:slug>/follow/", talk.follow, name="follow"),
    path("<str:kind>/<slug:slug>/points/", talk.points, name="points"),
]
