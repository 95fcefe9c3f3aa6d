"""What residents, moderators and the board's owner do, done with Misago's own models and markup."""

import json
import os
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from misago.acl import ACL_CACHE
from misago.acl.models import Role
from misago.cache.versions import get_cache_versions, invalidate_cache
from misago.categories.models import Category, CategoryRole
from misago.conf import SETTINGS_CACHE
from misago.conf.dynamicsettings import DynamicSettings
from misago.conf.models import Setting
from misago.core.utils import slugify
from misago.markup import common_flavour
from misago.threads.checksums import update_post_checksum
from misago.threads.models import Post, Thread

User = get_user_model()
_SETTINGS = {
    "thread_title_length_min": 1,
    "post_length_min": 1,
    "threads_per_page": 5,
    "posts_per_page": 6,
    "posts_per_page_orphans": 2,
}
_MODERATOR = "CouncilTeam"
_COUNCIL = {_MODERATOR: ["Moderator", "Private threads"], "Colleague": ["Private threads"], "Nobody": []}


def settle_in() -> None:
    """The council's people; titles and posts of any length; and small pages, so that few posts need many."""
    for name, roles in _COUNCIL.items():
        _add(name, roles, os.environ["BOARD_PASSWORD"])
    for name, value in _SETTINGS.items():
        Setting.objects.filter(setting=name).update(dry_value=str(value))
    invalidate_cache(SETTINGS_CACHE)


@csrf_exempt
def door(request: HttpRequest, what: str) -> JsonResponse:
    """POST /residents/WHAT/ with a JSON object: the act's arguments."""
    request.user_ip = "127.0.0.1"
    request.settings = DynamicSettings(get_cache_versions())
    with transaction.atomic():
        return JsonResponse({"done": _ACTS[what](request, **json.loads(request.body))})


def _reset(request: HttpRequest) -> None:
    Category.objects.update(last_thread=None)
    Thread.objects.all().delete()
    User.objects.exclude(username__in=_COUNCIL).delete()
    User.objects.update(last_posted_on=None)
    if Role.objects.filter(name="Changed").delete()[0]:
        _give(User.objects.get(username=_MODERATOR), Role.objects.filter(name__in=_COUNCIL[_MODERATOR]))


def _thread(request: HttpRequest, title: str, text: str, who: str, at: str, **more: Any) -> dict[str, int]:
    poster, moment = _person(who), datetime.fromisoformat(at)
    thread = Thread.objects.create(
        category=Category.objects.get(slug="first-category"),
        title=title,
        slug=slugify(title),
        started_on=moment,
        last_post_on=moment,
        starter=poster,
        starter_name=poster.username,
        starter_slug=poster.slug,
        last_poster=poster,
        last_poster_name=poster.username,
        last_poster_slug=poster.slug,
        **more,
    )
    return {"thread": thread.pk, "post": _write(request, thread, poster, text, moment)}


def _post(request: HttpRequest, thread: int, who: str, text: str, at: str, **more: Any) -> int:
    target = Thread.objects.select_related("category").get(pk=thread)
    return _write(request, target, _person(who), text, datetime.fromisoformat(at), **more)


def _posts(request: HttpRequest, thread: int, who: str, times: list[str]) -> list[int]:
    return [_post(request, thread, who, f"Remark {number}", at) for number, at in enumerate(times)]


def _write(request: HttpRequest, thread: Thread, poster: Any, text: str, moment: datetime, **more: Any) -> int:
    read = common_flavour(request, poster, text)
    post = Post.objects.create(
        category=thread.category,
        thread=thread,
        poster=poster,
        poster_name=poster.username,
        original=read["original_text"],
        parsed=read["parsed_text"],
        posted_on=moment,
        updated_on=moment,
        **more,
    )
    update_post_checksum(post)
    post.save()
    _told(thread)
    return post.pk


def _edit(request: HttpRequest, post: int, text: str) -> None:
    found = Post.objects.select_related("poster").get(pk=post)
    read = common_flavour(request, found.poster, text)
    found.original, found.parsed = read["original_text"], read["parsed_text"]
    found.edits, found.updated_on = found.edits + 1, timezone.now()
    update_post_checksum(found)
    found.save()


def _delete(request: HttpRequest, post: int) -> None:
    found = Post.objects.select_related("thread__category").get(pk=post)
    if found.pk == found.thread.first_post_id:
        found.thread.delete()
        return
    found.delete()
    _told(found.thread)


def _change(request: HttpRequest, post: int, **fields: Any) -> None:
    """Fields of one post, as a moderator's click sets them."""
    Post.objects.filter(pk=post).update(**fields)
    _told(Post.objects.select_related("thread__category").get(pk=post).thread)


def _change_thread(request: HttpRequest, thread: int, **fields: Any) -> None:
    Thread.objects.filter(pk=thread).update(**fields)


def _move(request: HttpRequest, post: int, thread: int) -> None:
    found = Post.objects.select_related("thread__category").get(pk=post)
    before, after = found.thread, Thread.objects.select_related("category").get(pk=thread)
    found.move(after)
    found.save()
    _told(before)
    _told(after)


def _show(request: HttpRequest, post: int) -> dict[str, Any] | None:
    found = Post.objects.filter(pk=post).select_related("thread").first()
    if found is None:
        return None
    return {
        "text": found.original,
        "author": found.poster_name,
        "at": found.posted_on.isoformat(),
        "is_hidden": found.is_hidden,
        "is_unapproved": found.is_unapproved,
        "is_thread_hidden": found.thread.is_hidden,
        "opens_thread": found.pk == found.thread.first_post_id,
        "thread": found.thread_id,
    }


def _private(request: HttpRequest) -> list[list[str]]:
    """Title and first words of every private thread."""
    found = Thread.objects.filter(category=Category.objects.private_threads()).select_related("first_post")
    return [[thread.title, thread.first_post.original] for thread in found.order_by("pk")]


def _forget(request: HttpRequest, who: str) -> None:
    """Deletes the account; what it wrote stays."""
    User.objects.filter(username=_name(who)).delete()


def _number(request: HttpRequest, who: str) -> int:
    return User.objects.get(username=who).pk


def _shut(request: HttpRequest, who: str) -> None:
    """Lets nobody write to them in private."""
    User.objects.filter(username=_name(who)).update(limits_private_thread_invites_to=User.LIMIT_INVITES_TO_NOBODY)


def _allow(request: HttpRequest, where: str, **permissions: Any) -> None:
    """Takes the moderator's role away and gives another, changed one, on the board or in its category."""
    role = Role.objects.create(name="Changed", permissions=dict(Role.objects.get(name="Moderator").permissions))
    of_category = CategoryRole.objects.get(name="Moderator")
    if where == "board":
        _grant(role.permissions, permissions)
        role.save()
    else:
        of_category.pk, of_category.name = None, "Changed"
        _grant(of_category.permissions, permissions)
        of_category.save()
    role.categories_acls.create(category=Category.objects.get(slug="first-category"), category_role=of_category)
    _give(User.objects.get(username=_MODERATOR), [Role.objects.get(name="Private threads"), role])


def _give(user: Any, roles: Iterable[Role]) -> None:
    user.roles.set([Role.objects.get(special_role="authenticated"), *roles])
    user.update_acl_key()
    user.save()
    invalidate_cache(ACL_CACHE)


def _grant(permissions: dict[str, Any], wanted: dict[str, Any]) -> None:
    of_threads = dict(permissions.get("misago.threads.permissions.threads") or {})
    permissions["misago.threads.permissions.threads"] = of_threads | wanted


def _told(thread: Thread) -> None:
    """The thread's count and newest post, as every change through the board brings them up to date."""
    thread.synchronize()
    thread.save()


def _person(who: str) -> Any:
    return User.objects.filter(username=_name(who)).first() or _add(_name(who), ["Private threads"], None)


def _name(who: str) -> str:
    """Misago's names have no spaces in them."""
    return "".join(letter for letter in who if letter.isascii() and letter.isalnum())


def _add(name: str, roles: list[str], password: str | None) -> Any:
    avatars = [{"size": 100, "url": "/avatar.png"}]
    user = User.objects.create_user(name, f"{name}@board.example", password, avatars=avatars)
    user.roles.add(*Role.objects.filter(name__in=roles))
    user.update_acl_key()
    user.save()
    return user


_ACTS = {
    "reset": _reset,
    "thread": _thread,
    "post": _post,
    "posts": _posts,
    "edit": _edit,
    "delete": _delete,
    "change": _change,
    "change_thread": _change_thread,
    "move": _move,
    "show": _show,
    "private": _private,
    "forget": _forget,
    "number": _number,
    "shut": _shut,
    "allow": _allow,
}
