package io.txgroup.manager.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.RedisClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.HttpMethod;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/** Who gets where, by the table of routes that the running manager has. */
class RoutesIT {
    /** All that anybody may do without a login. A route that is new here needs a reason. */
    private static final Set<String> PUBLIC = Set.of(
            // the pages themselves; what they show comes from the API
            "GET /",
            "GET /admin",
            "GET /admin/**",
            // for load balancers; says UP or DOWN and no more
            "GET /actuator/health",
            "GET /actuator/health/**",
            "GET /actuator/info",
            // services prove by HMAC who they are
            "GET /api/managers",
            // logging in
            "POST /api/v1/session");

    private static RunningManager manager;
    private static Caller withoutRole;
    private static Caller viewer;

    @BeforeAll
    static void start() {
        manager = new RunningManager();
        viewer = user("viewer");
        // a role of a newer version: this one does not know it, so it grants nothing
        withoutRole = user("auditor");
        try (RedisClient client = RedisClient.create(
                        "redis://127.0.0.1:" + manager.redis().port());
                var redis = client.connect()) {
            String value = redis.sync().hget("txm:{admin}:users", "auditor");
            redis.sync().hset("txm:{admin}:users", "auditor", value.replace("\"VIEWER\"", "\"AUDITOR\""));
        }
    }

    private static Caller user(String name) {
        Caller.Answer added = manager.admin().post("/api/v1/users", Map.of("name", name, "role", "VIEWER"));
        assertThat(added.status()).isEqualTo(200);
        Caller user = manager.caller();
        assertThat(user.logIn(name, added.json().get("password").asString()).status())
                .isEqualTo(200);
        return user;
    }

    @AfterAll
    static void stop() {
        manager.close();
    }

    private record Target(HttpMethod method, String path) {
        @Override
        public String toString() {
            return method + " " + path;
        }
    }

    /** Every route of a controller, with its variables filled in; springdoc's and Spring Boot's too. */
    private static List<Target> routes() {
        List<Target> routes = new ArrayList<>();
        for (RequestMappingHandlerMapping mapping : manager.all(RequestMappingHandlerMapping.class)) {
            for (RequestMappingInfo info : mapping.getHandlerMethods().keySet()) {
                Set<HttpMethod> methods = new TreeSet<>();
                info.getMethodsCondition().getMethods().forEach(method -> methods.add(method.asHttpMethod()));
                if (methods.isEmpty()) {
                    methods.addAll(List.of(HttpMethod.GET, HttpMethod.POST));
                }
                for (String pattern : info.getPatternValues()) {
                    methods.forEach(method -> routes.add(new Target(
                            method, pattern.replaceAll("\\{[^}]*}", "018f0000-0000-7000-8000-000000000000"))));
                }
            }
        }
        assertThat(routes).hasSizeGreaterThan(28);
        return routes;
    }

    private static Caller.Answer call(Caller caller, Target target) {
        return target.method().equals(HttpMethod.POST)
                ? caller.post(target.path(), Map.of())
                : caller.method(target.method().name(), target.path());
    }

    @Test
    void tableNamesExactlyThePublicRoutes() {
        assertThat(Routes.ALL.stream()
                        .filter(route -> route.access() == Routes.Access.PUBLIC)
                        .map(route -> route.method() + " " + route.pattern()))
                .containsExactlyInAnyOrderElementsOf(PUBLIC);
    }

    @Test
    void everyOtherRouteAnswers401WithoutALoginAnd403WithoutTheRole() {
        Caller stranger = manager.caller();
        for (Target target : routes()) {
            if (PUBLIC.contains(target.toString())) {
                continue;
            }
            assertThat(call(stranger, target).status())
                    .as("%s without a login", target)
                    .isEqualTo(401);
            if (target.method().equals(HttpMethod.POST)) {
                assertThat(stranger.postForged(target.path(), Map.of()).status())
                        .as("%s without a login and a token", target)
                        .isEqualTo(401);
            }
            assertThat(call(withoutRole, target).status())
                    .as("%s without a role", target)
                    .isEqualTo(403);
        }
    }

    @Test
    void viewersGetWhereTheTableSaysAndNowhereElse() {
        for (Routes.Route route : Routes.ALL) {
            String path = route.pattern().replace("{id}", "x").replace("{name}", "admin");
            if (route.access() == Routes.Access.OPERATOR) {
                assertThat(call(viewer, new Target(route.method(), path)).status())
                        .as("%s as a viewer", route)
                        .isEqualTo(403);
            } else if (route.access() == Routes.Access.VIEWER
                    && route.method().equals(HttpMethod.GET)
                    && !path.contains("events")) {
                assertThat(viewer.get(path).status())
                        .as("%s as a viewer", route)
                        .isNotIn(401, 403);
            }
        }
    }

    @Test
    void servicesProveThemselvesInTheirOwnWay() {
        Caller.Answer unproved = manager.caller().get("/api/managers");
        assertThat(unproved.status()).isEqualTo(401);
        assertThat(unproved.response().body()).doesNotContain("not-logged-in");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/v1/groups/",
                "/api/v1//groups",
                "//api/v1/groups",
                "/api/v1/groups;x=1",
                "/api;x/v1/groups",
                "/api/v1/./groups",
                "/admin/../api/v1/groups",
                "/admin/..;/api/v1/groups",
                "/admin/%2e%2e/api/v1/groups",
                "/admin/%2e%2e%2fapi/v1/groups",
                "/admin/assets/..%5c..%5capi/v1/groups",
                "/api/v1/%67roups",
                "/api/v1/groups%00",
                "/api/v1/groups%0a",
                "/api/v1/groups.json",
                "/API/V1/groups",
                "/api/v1/users/",
                "/api/v1/openapi/swagger-config",
                "/v3/api-docs",
                "/actuator",
                "/actuator/env",
                "/actuator/health/../env",
                "/error",
                "/admin/../WEB-INF/web.xml",
                "/admin/%2e%2e/application.yaml",
                "/admin/..%2fapplication.yaml"
            })
    void tricksWithPathsLeadNowhere(String path) {
        for (Caller caller : List.of(manager.caller(), withoutRole)) {
            Caller.Answer answer = caller.get(path);
            assertThat(answer.status()).as(path).isIn(400, 401, 403, 404);
            assertThat(answer.response().body()).doesNotContain("\"items\"", "exposure");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"PUT", "DELETE", "PATCH", "OPTIONS", "HEAD", "TRACE"})
    void otherMethodsAreDenied(String method) {
        assertThat(manager.caller().method(method, "/api/v1/groups").status()).isIn(400, 401, 403, 405);
        assertThat(viewer.method(method, "/api/v1/users").status()).isIn(400, 401, 403, 405);
    }

    @Test
    void everyAnswerSaysWhereScriptsMayComeFrom() {
        var headers = manager.caller().get("/actuator/health").response().headers();
        assertThat(headers.firstValue("Content-Security-Policy").orElse(""))
                .contains("script-src 'self'")
                .contains("frame-ancestors 'none'")
                .doesNotContain("http:", "https:");
        assertThat(headers.firstValue("X-Frame-Options")).contains("DENY");
        assertThat(headers.firstValue("X-Content-Type-Options")).contains("nosniff");
    }
}
