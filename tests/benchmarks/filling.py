"""Fills a store with the history of years in a minute, by statements that both databases know."""

from datetime import datetime

from sqlalchemy import Connection, text

#: Some 40,000 comments an hour is more than any council gets; a history of a million spans years.
_STEPS = (
    """INSERT INTO comments (id, platform, account_id, native_id, author_id, author_name, post_id, created_at,
        first_seen_at, revision, standing, hidden_by, standing_at, checked_at)
    SELECT i, :platform, :account, 'old-' || i, 'author-' || (i % 50000), 'Somebody', 'post-' || (i / 200),
        {moment}, {moment}, 1, 'visible', '', {moment}, {moment} FROM n""",
    """INSERT INTO revisions (comment_id, revision, text, content_hash, parent_id, parent_text, permalink, attachments,
        was_hidden, edited_at, raw, stored_at, assessed_at, failures)
    SELECT i, 1, 'The lights in street ' || i || ' have been out for ' || (i % 30) || ' days now, please look at them',
        'hash-' || i, 'post-' || (i / 200), 'A post of the council', 'https://platform.example/' || i, '[]',
        {no}, NULL, '', {moment}, {moment}, 0 FROM n""",
    # By what nearly the same words are found, of the days in which that counts.
    """INSERT INTO likenesses (comment_id, revision, mark, stored_at)
    SELECT i, 1, 'mark-' || i || '-' || k, {moment} FROM n CROSS JOIN (SELECT 1 AS k UNION SELECT 2 UNION SELECT 3) AS m
    WHERE i > :count - 11000""",
    """INSERT INTO evidence (comment_id, revision, findings, gaps, scorers, policy_version, capture_hash, captured_at)
    SELECT i, 1, '[]', '[]', '["language"]', 'v', 'hash-' || i, {moment} FROM n""",
    """INSERT INTO decisions (comment_id, revision, outcome, unbounded, reasons, matches, policy_version,
        needs_response,
        language, pages, reports, is_shadow, decided_at)
    SELECT i, 1, 'publish', 'publish', '[]', '[]', 'v', {no}, 'en', {no}, {no}, {no}, {moment} FROM n""",
    "INSERT INTO cases (comment_id, state, events) SELECT i, 'none', 0 FROM n",
    # One in five asked for something and was answered in time, with a message that went out.
    """INSERT INTO obligations (comment_id, revision, kind, received_at, target_at, due_at, warn_at, due_original,
        met_at,
        met_by, withdrawn_at)
    SELECT i, 1, 'acknowledge', {moment}, {moment}, {moment}, {moment}, NULL, {moment}, 'daemon', NULL FROM n
    WHERE i % 5 = 0""",
    """INSERT INTO outbox (key, kind, comment_id, revision, payload, state, created_at, not_before, attempts, crashes,
        is_ambiguous, expires_at, fence, lease_until, finished_at, outcome, native_id, escalated_at)
    SELECT 'old-' || i, 'message', i, 1, '{{}}', 'done', {moment}, {moment}, 1, 0, {no}, {moment}, 1, NULL, {moment},
        'sent', 'm-' || i, NULL FROM n WHERE i % 5 = 0""",
    """INSERT INTO audit_events (number, at, kind, by, subject, detail, hash)
    SELECT i, {moment}, 'decision', 'daemon', :platform || ':' || :account || '/old-' || i, 'revision 1: publish', 'h'
    FROM n""",
    "INSERT INTO audit_head (id, number, hash) SELECT 1, max(number), 'h' FROM audit_events",
)  # fmt: skip


def fill(connection: Connection, count: int, *, platform: str, account: str, until: datetime) -> None:
    """So many judged comments of one account, one a minute until then, in an empty database.

    The audit chain's hashes are not real ones.
    """
    is_postgres = connection.dialect.name == "postgresql"
    began = int(until.timestamp()) - (count + 1) * 60
    moment = f"to_timestamp({began}) + i * INTERVAL '60 seconds'"
    if not is_postgres:
        moment = f"strftime('%Y-%m-%d %H:%M:%f000', {began} + i * 60, 'unixepoch')"
    numbers = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :count)"
    for step in _STEPS:
        words = step.format(moment=moment, no="false" if is_postgres else "0")
        head, select, tail = words.partition("SELECT")
        query = f"{numbers} {words}" if not is_postgres else f"{head}{numbers} {select}{tail}"
        known = {"count": count, "platform": platform, "account": account}
        connection.execute(text(query), {name: value for name, value in known.items() if f":{name}" in query})
    if is_postgres:
        for table in ("comments", "outbox"):
            connection.execute(text(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), max(id)) FROM {table}"))
