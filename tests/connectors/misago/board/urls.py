"""Misago's own addresses, and the door by which tests do what residents do."""

from devproject.urls import urlpatterns as misago
from django.urls import path

from board.residents import door

urlpatterns = [path("residents/<str:what>/", door), *misago]
