"""Discourse's published description, and every exception from it in one place."""

from typing import Any

from described import DESCRIPTIONS, Mend, Published, Undescribed


def _answer_of(document: dict[str, Any], path: str, method: str) -> dict[str, Any]:
    answer = document["paths"][path][method]["responses"]["200"]["content"]["application/json"]["schema"]
    return dict(answer)


def _number_answered(document: dict[str, Any]) -> None:
    number = {"type": ["integer", "null"]}
    listed = _answer_of(document, "/posts.json", "get")["properties"]["latest_posts"]["items"]
    alone = [
        _answer_of(document, path, method)
        for path, method in (("/posts/{id}.json", "get"), ("/post_actions.json", "post"), ("/posts.json", "post"))
    ]
    for row in (listed, *alone):
        row["properties"]["reply_to_post_number"] = number


def _taking_action(document: dict[str, Any]) -> None:
    flag = document["paths"]["/post_actions.json"]["post"]["requestBody"]["content"]["application/json"]["schema"]
    flag["properties"]["take_action"] = {"type": "string", "enum": ["true"]}


def _held_back(document: dict[str, Any]) -> None:
    """As NewPostResultSerializer in its source has it."""
    held = {
        "type": "object",
        "required": ["action", "success", "pending_count"],
        "properties": {
            "action": {"const": "enqueued"},
            "success": {"type": "boolean"},
            "pending_count": {"type": "integer"},
        },
        "additionalProperties": False,
    }
    answer = document["paths"]["/posts.json"]["post"]["responses"]["200"]["content"]["application/json"]
    answer["schema"] = {"anyOf": [answer["schema"], held]}


DISCOURSE = Published(
    DESCRIPTIONS / "discourse/openapi.json",
    "https://discourse.example.com",
    undescribed=(
        Undescribed(
            "GET /session/current.json", "Discourse's own pages ask it who is signed in (session_controller.rb)"
        ),
        Undescribed("GET /posts/by_number/{topic}/{number}.json", "a route of its source (posts_controller.rb)"),
        Undescribed("PUT /posts/{id}/unhide.json", "what the moderators' menu on its own pages calls; answers nothing"),
        Undescribed("*", "refusals are in no description; application_controller.rb shapes them", status=403),
        Undescribed("*", "likewise", status=404),
        Undescribed("*", "likewise", status=422),
        Undescribed("*", "likewise, by its rate limiter", status=429),
        Undescribed("*", "a page of the web server in front", status=500),
        Undescribed(
            "GET /topics/private-messages-sent/{username}.json",
            "the pages of a list of topics are numbered: each answer's more_topics_url shows it",
            parameters=("page",),
        ),
        Undescribed(
            "GET /posts/{id}/replies.json",
            "a parameter of its source (posts_controller.rb): replies go on after this number",
            parameters=("after",),
        ),
    ),
    mends=(
        Mend(
            "the number of the post that is answered is called a string in some places, and is a number",
            _number_answered,
        ),
        Mend("a moderator's flag may hide at once: a parameter of Discourse's own pages and source", _taking_action),
        Mend("what the board holds back until somebody approves it is answered in another shape", _held_back),
    ),
)
