"""The addresses of ideas, and of packages."""

from django.urls import include, path

urlpatterns = [
    path("ideas/", include("gorel.ideas.idea_urls")),
    path("packages/", include("gorel.ideas.package_urls")),
]
