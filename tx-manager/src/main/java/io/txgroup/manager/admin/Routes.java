package io.txgroup.manager.admin;

import java.util.List;
import org.springframework.http.HttpMethod;

/** Who may use which route. What is not here is denied to everybody. */
final class Routes {
    static final String API = "/api/v1";

    private static final HttpMethod GET = HttpMethod.GET;
    private static final HttpMethod POST = HttpMethod.POST;

    /** Whom a route is open to. */
    enum Access {
        /** Anybody, without a login. */
        PUBLIC,
        VIEWER,
        OPERATOR
    }

    /** A method, a path pattern, and whom they are open to. */
    record Route(HttpMethod method, String pattern, Access access) {}

    static final List<Route> ALL = List.of(
            new Route(GET, "/", Access.PUBLIC),
            new Route(GET, "/admin", Access.PUBLIC),
            new Route(GET, "/admin/**", Access.PUBLIC),
            new Route(GET, "/actuator/health", Access.PUBLIC),
            new Route(GET, "/actuator/health/**", Access.PUBLIC),
            new Route(GET, "/actuator/info", Access.PUBLIC),
            // services prove by HMAC who they are
            new Route(GET, "/api/managers", Access.PUBLIC),
            new Route(POST, API + "/session", Access.PUBLIC),
            new Route(GET, API + "/session", Access.VIEWER),
            new Route(POST, API + "/session/end", Access.VIEWER),
            new Route(POST, API + "/session/password", Access.VIEWER),
            new Route(GET, API + "/overview", Access.VIEWER),
            new Route(GET, API + "/groups", Access.VIEWER),
            new Route(GET, API + "/groups/recent", Access.VIEWER),
            new Route(GET, API + "/groups/{id}", Access.VIEWER),
            new Route(GET, API + "/compensations", Access.VIEWER),
            new Route(GET, API + "/compensations/{id}", Access.VIEWER),
            new Route(GET, API + "/compensations/{id}/export", Access.VIEWER),
            new Route(POST, API + "/compensations/{id}/repair", Access.OPERATOR),
            new Route(POST, API + "/compensations/{id}/hold", Access.OPERATOR),
            new Route(POST, API + "/compensations/{id}/resume", Access.OPERATOR),
            new Route(POST, API + "/compensations/{id}/resolve", Access.OPERATOR),
            new Route(GET, API + "/policies", Access.VIEWER),
            new Route(POST, API + "/policies", Access.OPERATOR),
            new Route(POST, API + "/policies/removal", Access.OPERATOR),
            new Route(GET, API + "/clients", Access.VIEWER),
            new Route(GET, API + "/managers", Access.VIEWER),
            new Route(GET, API + "/settings", Access.VIEWER),
            new Route(GET, API + "/events", Access.VIEWER),
            new Route(GET, API + "/openapi", Access.VIEWER),
            new Route(GET, API + "/openapi.yaml", Access.VIEWER),
            new Route(GET, API + "/audit", Access.OPERATOR),
            new Route(GET, API + "/users", Access.OPERATOR),
            new Route(POST, API + "/users", Access.OPERATOR),
            new Route(POST, API + "/users/{name}/role", Access.OPERATOR),
            new Route(POST, API + "/users/{name}/password", Access.OPERATOR),
            new Route(POST, API + "/users/{name}/removal", Access.OPERATOR));

    private Routes() {}
}
