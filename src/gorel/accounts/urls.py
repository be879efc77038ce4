"""The addresses of sign-in. allauth asks for its own names; no view for passwords or sign-up is mounted."""

from __future__ import annotations

from allauth.account import views as allauth_views
from django.urls import path

from gorel.accounts import organisation_views, views

urlpatterns = [
    path("logga-in/", allauth_views.request_login_code, name="account_request_login_code"),
    path("logga-in/", allauth_views.request_login_code, name="account_login"),
    path("logga-in/", allauth_views.request_login_code, name="sign-in"),
    path("logga-in/kod/", allauth_views.confirm_login_code, name="account_confirm_login_code"),
    path("logga-in/prova/", views.demo_sign_in, name="demo-sign-in"),
    path("logga-ut/", views.sign_out, name="sign-out"),
    path("organisations/", organisation_views.listing, name="organisations"),
    path("organisations/new/", organisation_views.new, name="organisation-new"),
    path("organisations/<slug:slug>/", organisation_views.shown, name="organisation"),
    path("organisations/<slug:slug>/members/", organisation_views.members, name="organisation-members"),
    path("organisations/<slug:slug>/verify/", organisation_views.verify, name="organisation-verify"),
    path("organisations/<slug:slug>/merge/", organisation_views.merge, name="organisation-merge"),
    path("sprak/", views.set_language, name="set-language"),
]
