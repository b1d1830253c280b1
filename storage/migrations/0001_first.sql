-- First schema. Instants are microseconds since 1970-01-01 UTC, dates ISO text, times of day microseconds since local
-- midnight, flags 0 or 1, JSON is text.

-- The territorial tree and the spheres of Article 5, filled from storage/seed.
CREATE TABLE territory (
    id TEXT PRIMARY KEY,
    parent_id TEXT REFERENCES territory (id),
    level SMALLINT NOT NULL,
    kind TEXT NOT NULL,
    kato TEXT,
    name_kk TEXT NOT NULL,
    name_ru TEXT NOT NULL,
    name_en TEXT NOT NULL,
    short_kk TEXT NOT NULL,
    short_ru TEXT NOT NULL,
    keys TEXT NOT NULL,
    selectable SMALLINT NOT NULL
);

-- All pairs on one line of the tree: itself, everything above, everything below. A call in one concerns the other.
CREATE TABLE territory_reach (
    territory_id TEXT NOT NULL REFERENCES territory (id),
    reached_id TEXT NOT NULL REFERENCES territory (id),
    PRIMARY KEY (territory_id, reached_id)
) {without_rowid};

CREATE TABLE sphere (
    id TEXT PRIMARY KEY,
    name_kk TEXT NOT NULL,
    name_ru TEXT NOT NULL,
    short_kk TEXT NOT NULL,
    short_ru TEXT NOT NULL
);

-- What a subscription to every sphere is keyed by (domain.spheres.ANY_SPHERE).
INSERT INTO sphere (id, name_kk, name_ru, short_kk, short_ru) VALUES ('*', '', '', '', '');

-- People by their Telegram id: no names, no phones.
CREATE TABLE person (
    id {key},
    language TEXT,
    role TEXT,
    onboarded_at BIGINT,
    created_at BIGINT NOT NULL
);

-- Only grows; the moment of withdrawal is written once. It outlives erasure with the bare Telegram number, because a
-- consent must be provable (Law 94-V art. 8) and a proof that names nobody proves nothing.
CREATE TABLE consent (
    id {identity},
    person_id BIGINT NOT NULL,
    version INTEGER NOT NULL,
    text_hash TEXT NOT NULL,
    given_at BIGINT NOT NULL,
    withdrawn_at BIGINT
);
CREATE INDEX consent_person ON consent (person_id);

CREATE TABLE ngo (
    id {identity},
    name TEXT NOT NULL,
    bin TEXT,
    created_at BIGINT NOT NULL
);

CREATE TABLE ngo_member (
    person_id BIGINT NOT NULL REFERENCES person (id) ON DELETE CASCADE,
    ngo_id BIGINT NOT NULL REFERENCES ngo (id) ON DELETE CASCADE,
    joined_at BIGINT NOT NULL,
    PRIMARY KEY (person_id, ngo_id)
) {without_rowid};
CREATE INDEX ngo_member_ngo ON ngo_member (ngo_id);

-- Chats (people, groups, channels) that refuse us; a row goes when the chat comes back.
CREATE TABLE unreachable (
    chat_id {key},
    since BIGINT NOT NULL
);

-- No reference to person: a form may be begun before anything is known about its author.
CREATE TABLE dialogue (
    chat_id BIGINT NOT NULL,
    person_id BIGINT NOT NULL,
    state TEXT NOT NULL,
    data TEXT NOT NULL,
    changed_at BIGINT NOT NULL,
    PRIMARY KEY (chat_id, person_id)
) {without_rowid};
CREATE INDEX dialogue_person ON dialogue (person_id);

-- When somebody may be disturbed. Most people share a few, so matching computes the moment once for each, not for each
-- subscription. Rows stay when the last subscription leaves them: there are few.
CREATE TABLE schedule (
    id {identity},
    cadence TEXT NOT NULL,
    digest_at BIGINT NOT NULL,
    quiet_from BIGINT NOT NULL,
    quiet_until BIGINT NOT NULL,
    UNIQUE (cadence, digest_at, quiet_from, quiet_until)
);

CREATE TABLE subscription (
    id {identity},
    chat_id BIGINT NOT NULL,
    person_id BIGINT REFERENCES person (id) ON DELETE SET NULL,
    language TEXT NOT NULL,
    territories TEXT NOT NULL,
    spheres TEXT NOT NULL,
    -- ',grant,sso,' or empty for any: found by LIKE on both engines.
    kinds TEXT NOT NULL,
    min_amount BIGINT NOT NULL,
    schedule_id BIGINT NOT NULL REFERENCES schedule (id),
    paused SMALLINT NOT NULL,
    created_at BIGINT NOT NULL,
    changed_at BIGINT NOT NULL
);
CREATE INDEX subscription_chat ON subscription (chat_id);
CREATE INDEX subscription_person ON subscription (person_id);

-- What matching walks, and all it needs, so that it never leaves the index: one row for each territory and sphere of a
-- subscription, sphere '*' for any. Copies of the subscription's columns, written with it; a paused one has no schedule.
CREATE TABLE subscription_key (
    territory_id TEXT NOT NULL REFERENCES territory (id),
    sphere_id TEXT NOT NULL REFERENCES sphere (id),
    subscription_id BIGINT NOT NULL REFERENCES subscription (id) ON DELETE CASCADE,
    chat_id BIGINT NOT NULL,
    schedule_id BIGINT REFERENCES schedule (id),
    min_amount BIGINT NOT NULL,
    kinds TEXT NOT NULL,
    PRIMARY KEY (territory_id, sphere_id, subscription_id)
) {without_rowid};
CREATE INDEX subscription_key_subscription ON subscription_key (subscription_id);

CREATE TABLE source (
    id TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    url TEXT NOT NULL,
    name_kk TEXT NOT NULL,
    name_ru TEXT NOT NULL,
    territory_id TEXT NOT NULL REFERENCES territory (id),
    languages TEXT NOT NULL,
    interval_us BIGINT NOT NULL,
    enabled SMALLINT NOT NULL,
    options TEXT NOT NULL,
    state TEXT NOT NULL,
    next_poll_at BIGINT NOT NULL,
    changed_at BIGINT NOT NULL
);
CREATE INDEX source_due ON source (next_poll_at) WHERE enabled = 1;

CREATE TABLE call (
    id {identity},
    revision INTEGER NOT NULL,
    kind TEXT NOT NULL,
    event TEXT NOT NULL,
    texts TEXT NOT NULL,
    territories TEXT NOT NULL,
    spheres TEXT NOT NULL,
    opens TEXT,
    deadline TEXT,
    deadline_day TEXT,
    closes_at BIGINT,
    amount_max BIGINT,
    amount_total BIGINT,
    currency TEXT,
    organiser TEXT,
    published_at BIGINT,
    first_seen_at BIGINT NOT NULL,
    first_delivered_at BIGINT,
    likeness TEXT NOT NULL,
    changed_at BIGINT NOT NULL
);
CREATE INDEX call_closes ON call (closes_at);
CREATE INDEX call_deadline ON call (deadline_day, first_seen_at);

CREATE TABLE call_territory (
    call_id BIGINT NOT NULL REFERENCES call (id),
    territory_id TEXT NOT NULL REFERENCES territory (id),
    PRIMARY KEY (call_id, territory_id)
) {without_rowid};

CREATE TABLE call_sphere (
    call_id BIGINT NOT NULL REFERENCES call (id),
    sphere_id TEXT NOT NULL REFERENCES sphere (id),
    PRIMARY KEY (call_id, sphere_id)
) {without_rowid};

CREATE TABLE post (
    id {identity},
    source_id TEXT NOT NULL REFERENCES source (id),
    external_id TEXT NOT NULL,
    url TEXT NOT NULL,
    title TEXT NOT NULL,
    text TEXT NOT NULL,
    published_at BIGINT,
    fingerprint TEXT NOT NULL,
    call_id BIGINT REFERENCES call (id),
    first_seen_at BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,
    UNIQUE (source_id, external_id)
);
CREATE INDEX post_fingerprint ON post (source_id, fingerprint);
CREATE INDEX post_call ON post (call_id);

-- Saved and dismissed calls. `shelf` is 'ngo:12' or 'person:345'; the numbers stand apart for matching and erasure.
CREATE TABLE shelf (
    shelf TEXT NOT NULL,
    call_id BIGINT NOT NULL REFERENCES call (id),
    state TEXT NOT NULL,
    ngo_id BIGINT REFERENCES ngo (id) ON DELETE CASCADE,
    person_id BIGINT,
    pressed_by BIGINT,
    at BIGINT NOT NULL,
    PRIMARY KEY (shelf, call_id)
) {without_rowid};
CREATE INDEX shelf_call ON shelf (call_id, state);
CREATE INDEX shelf_ngo ON shelf (ngo_id) WHERE ngo_id IS NOT NULL;
CREATE INDEX shelf_pressed_by ON shelf (pressed_by);

-- What a chat is told only once has one `dedupe_key`: 'alert:<call>:<revision>'. The chat stands apart in the unique key,
-- so that one index serves both and the key follows a group that becomes a supergroup. `call_id` is not declared as a
-- reference: a match writes thousands of rows of one call it has just read, calls are never deleted, and the checks would
-- cost a tenth of the match.
CREATE TABLE outbox (
    id {identity},
    chat_id BIGINT NOT NULL,
    kind TEXT NOT NULL,
    call_id BIGINT,
    revision INTEGER,
    ids TEXT NOT NULL,
    dedupe_key TEXT NOT NULL,
    priority SMALLINT NOT NULL,
    not_before BIGINT NOT NULL,
    state TEXT NOT NULL,
    owner TEXT,
    attempts INTEGER NOT NULL,
    repeated SMALLINT NOT NULL,
    message_id BIGINT,
    error TEXT,
    created_at BIGINT NOT NULL,
    settled_at BIGINT,
    UNIQUE (chat_id, dedupe_key)
);
CREATE INDEX outbox_due ON outbox (priority, not_before, id) WHERE state = 'pending';
CREATE INDEX outbox_settled ON outbox (settled_at) WHERE settled_at IS NOT NULL;
CREATE INDEX outbox_held ON outbox (owner) WHERE state IN ('claimed', 'sending');

-- Who alone does what only one process may do (sending), until when.
CREATE TABLE lease (
    name TEXT PRIMARY KEY,
    owner TEXT NOT NULL,
    until BIGINT NOT NULL
);

-- Updates from Telegram; the body goes as soon as the update is handled.
CREATE TABLE update_inbox (
    update_id {key},
    body TEXT NOT NULL,
    kept_at BIGINT NOT NULL,
    done SMALLINT NOT NULL
);
CREATE INDEX update_inbox_unhandled ON update_inbox (update_id) WHERE done = 0;
CREATE INDEX update_inbox_handled ON update_inbox (kept_at) WHERE done = 1;
