CREATE TABLE IF NOT EXISTS tx_commit_marker (
    group_id   VARCHAR(36)  CHARACTER SET ascii   COLLATE ascii_bin   NOT NULL,
    call_path  VARCHAR(260) CHARACTER SET ascii   COLLATE ascii_bin   NOT NULL,
    resource   VARCHAR(200) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
    ordinal    INT          NOT NULL,
    state      CHAR(1)      CHARACTER SET ascii   COLLATE ascii_bin   NOT NULL,
    epoch      VARCHAR(64)  CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
    created_at TIMESTAMP    DEFAULT CURRENT_TIMESTAMP NOT NULL,
    PRIMARY KEY (group_id, call_path, resource, ordinal)
) ENGINE = InnoDB;
