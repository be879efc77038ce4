"""The addresses of sign-in. allauth asks for its own names; no view for passwords or sign-up is mounted."""

from __future__ import annotations

from allauth.account import views as allauth_views
from django.urls import include, path

from gorel.accounts import account_views, audit_views, organisation_views, views

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
    path("organisations/<slug:slug>/groups/", organisation_views.groups, name="organisation-groups"),
    path("organisations/<slug:slug>/groups/<slug:group>/", organisation_views.group, name="organisation-group"),
    path("account/", account_views.account, name="account"),
    path("account/sessions/", account_views.sessions, name="account-sessions"),
    path("account/passkeys/", account_views.passkeys_, name="account-passkeys"),
    path("account/passkeys/new/", account_views.passkey_new, name="account-passkey-new"),
    path("logga-in/passkey/", account_views.passkey_sign_in, name="passkey-sign-in"),
    path("logga-in/okand/", account_views.unknown, name="socialaccount_login_error"),
    path("logga-in/avbruten/", account_views.unknown, name="socialaccount_login_cancelled"),
    path("", include("allauth.socialaccount.providers.openid_connect.urls")),
    path("audit/", audit_views.audit, name="audit"),
    path("audit/export/", audit_views.export, name="audit-export"),
    path("sprak/", views.set_language, name="set-language"),
]
