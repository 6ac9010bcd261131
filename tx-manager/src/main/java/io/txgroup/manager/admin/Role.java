package io.txgroup.manager.admin;

import java.util.Arrays;
import java.util.Optional;

/** What a user may do. An OPERATOR may do all that a VIEWER may. */
enum Role {
    /** Sees groups, compensations, clients, managers and settings. */
    VIEWER,
    /** Also changes: users, and whatever the pages offer as an action. */
    OPERATOR;

    /** The role of that name; empty for one that this version does not know, which grants nothing. */
    static Optional<Role> of(String name) {
        return Arrays.stream(values()).filter(role -> role.name().equals(name)).findFirst();
    }
}
