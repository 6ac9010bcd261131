CREATE TABLE IF NOT EXISTS tx_commit_marker (
    group_id   VARCHAR(36)  NOT NULL,
    call_path  VARCHAR(260) NOT NULL,
    resource   VARCHAR(200) NOT NULL,
    ordinal    INTEGER      NOT NULL,
    state      CHAR(1)      NOT NULL,
    epoch      VARCHAR(64)  NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT CURRENT_TIMESTAMP NOT NULL,
    PRIMARY KEY (group_id, call_path, resource, ordinal)
);
