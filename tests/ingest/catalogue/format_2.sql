-- The tables of format 2, as the version before wrote them.
CREATE TABLE answer_part_sources (
    record_id VARCHAR(64) NOT NULL,
    source_id VARCHAR(200) NOT NULL,
    UNIQUE (record_id, source_id)
);
CREATE TABLE answer_parts (
    record_id VARCHAR(64) NOT NULL,
    number INTEGER NOT NULL,
    asked_at DATETIME NOT NULL,
    record TEXT NOT NULL,
    sha256 VARCHAR(64) NOT NULL,
    PRIMARY KEY (record_id, number)
);
CREATE TABLE answer_sources (
    record_id VARCHAR(64) NOT NULL,
    source_id VARCHAR(200) NOT NULL,
    role VARCHAR(8) NOT NULL,
    UNIQUE (record_id, source_id, role),
    FOREIGN KEY(record_id) REFERENCES answers (record_id)
);
CREATE TABLE answers (
    sequence INTEGER NOT NULL,
    record_id VARCHAR(64) NOT NULL,
    asked_at DATETIME NOT NULL,
    outcome VARCHAR(16) NOT NULL,
    record TEXT NOT NULL,
    sha256 VARCHAR(64) NOT NULL,
    PRIMARY KEY (sequence),
    UNIQUE (record_id)
);
CREATE TABLE controls (
    sequence INTEGER NOT NULL,
    at DATETIME NOT NULL,
    action VARCHAR(8) NOT NULL,
    leader_id VARCHAR(200),
    reason TEXT NOT NULL,
    source_id VARCHAR(200),
    PRIMARY KEY (sequence)
);
CREATE TABLE formats (
    version INTEGER NOT NULL,
    PRIMARY KEY (version)
);
CREATE TABLE leader_versions (
    version_sha256 VARCHAR(64) NOT NULL,
    leader_id VARCHAR(200) NOT NULL,
    declared TEXT NOT NULL,
    first_published_at DATETIME NOT NULL,
    PRIMARY KEY (version_sha256)
);
CREATE TABLE leaders (
    position INTEGER NOT NULL,
    leader_id VARCHAR(200) NOT NULL,
    declared TEXT NOT NULL,
    PRIMARY KEY (position),
    UNIQUE (leader_id)
);
CREATE TABLE passages (
    passage_id VARCHAR(36) NOT NULL,
    source_id VARCHAR(200) NOT NULL,
    start INTEGER NOT NULL,
    "end" INTEGER NOT NULL,
    leader_id VARCHAR(200) NOT NULL,
    passage TEXT NOT NULL,
    embedded_sha256 VARCHAR(64) NOT NULL,
    payload_sha256 VARCHAR(64) NOT NULL,
    PRIMARY KEY (passage_id)
);
CREATE TABLE policies (
    policy_sha256 VARCHAR(64) NOT NULL,
    policy TEXT NOT NULL,
    first_published_at DATETIME NOT NULL,
    PRIMARY KEY (policy_sha256)
);
CREATE TABLE policy_vectors (
    policy_sha256 VARCHAR(64) NOT NULL,
    encoder_sha256 VARCHAR(64) NOT NULL,
    dense BLOB NOT NULL,
    PRIMARY KEY (policy_sha256, encoder_sha256),
    FOREIGN KEY(policy_sha256) REFERENCES policies (policy_sha256)
);
CREATE TABLE published (
    one INTEGER NOT NULL,
    snapshot_id VARCHAR(64) NOT NULL,
    generation VARCHAR(200) NOT NULL,
    organisation TEXT NOT NULL,
    audiences TEXT NOT NULL,
    manifest TEXT NOT NULL,
    published_at DATETIME NOT NULL,
    PRIMARY KEY (one),
    FOREIGN KEY(snapshot_id) REFERENCES snapshots (snapshot_id)
);
CREATE TABLE published_policy (
    one INTEGER NOT NULL,
    policy_sha256 VARCHAR(64) NOT NULL,
    PRIMARY KEY (one),
    FOREIGN KEY(policy_sha256) REFERENCES policies (policy_sha256)
);
CREATE TABLE snapshots (
    snapshot_id VARCHAR(64) NOT NULL,
    snapshot TEXT NOT NULL,
    PRIMARY KEY (snapshot_id)
);
CREATE TABLE source_versions (
    version_sha256 VARCHAR(64) NOT NULL,
    source_id VARCHAR(200) NOT NULL,
    declared TEXT NOT NULL,
    text_sha256 VARCHAR(64) NOT NULL,
    first_published_at DATETIME NOT NULL,
    PRIMARY KEY (version_sha256)
);
CREATE TABLE sources (
    position INTEGER NOT NULL,
    source_id VARCHAR(200) NOT NULL,
    declared TEXT NOT NULL,
    served BOOLEAN NOT NULL,
    text_sha256 VARCHAR(64),
    parser VARCHAR(200),
    segments TEXT,
    split_sha256 VARCHAR(64),
    PRIMARY KEY (position),
    UNIQUE (source_id)
);
CREATE TABLE texts (
    raw_sha256 VARCHAR(64) NOT NULL,
    parser VARCHAR(200) NOT NULL,
    text_sha256 VARCHAR(64) NOT NULL,
    text TEXT NOT NULL,
    layout TEXT NOT NULL,
    PRIMARY KEY (raw_sha256, parser)
);
CREATE TABLE vectors (
    embedded_sha256 VARCHAR(64) NOT NULL,
    encoder_sha256 VARCHAR(64) NOT NULL,
    dense BLOB NOT NULL,
    PRIMARY KEY (embedded_sha256, encoder_sha256)
);
CREATE TABLE withdrawals (
    sequence INTEGER NOT NULL,
    source_id VARCHAR(200) NOT NULL,
    at DATETIME NOT NULL,
    reason TEXT NOT NULL,
    lifted_at DATETIME,
    PRIMARY KEY (sequence)
);
CREATE INDEX ix_answer_part_sources_source_id ON answer_part_sources (source_id);
CREATE INDEX ix_answer_sources_source_id ON answer_sources (source_id);
CREATE INDEX ix_passages_embedded_sha256 ON passages (embedded_sha256);
CREATE INDEX ix_passages_source_id ON passages (source_id);
CREATE INDEX ix_source_versions_source_id ON source_versions (source_id);
CREATE INDEX ix_texts_text_sha256 ON texts (text_sha256);
CREATE INDEX ix_withdrawals_source_id ON withdrawals (source_id);
