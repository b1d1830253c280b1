-- Requests that other NGOs of the territory may join; `files` tells whether they may open its files.
CREATE TABLE request_sharing (
    request_id BIGINT PRIMARY KEY REFERENCES request (id),
    files SMALLINT NOT NULL,
    person_id BIGINT,
    at BIGINT NOT NULL
);
CREATE INDEX request_sharing_person ON request_sharing (person_id);

CREATE TABLE request_cosigner (
    request_id BIGINT NOT NULL REFERENCES request (id),
    ngo_id BIGINT NOT NULL REFERENCES ngo (id) ON DELETE CASCADE,
    person_id BIGINT,
    at BIGINT NOT NULL,
    PRIMARY KEY (request_id, ngo_id)
) {without_rowid};
CREATE INDEX request_cosigner_ngo ON request_cosigner (ngo_id, request_id);
CREATE INDEX request_cosigner_person ON request_cosigner (person_id);
