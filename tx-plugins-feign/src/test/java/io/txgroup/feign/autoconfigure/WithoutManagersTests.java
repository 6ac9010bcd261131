package io.txgroup.feign.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.txgroup.client.TxManagerUnavailableException;
import io.txgroup.client.TxTransaction;
import io.txgroup.client.spi.Calls;
import io.txgroup.feign.Peer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.client.RestClient;

/** The plugin and the real client, in a service that reaches no manager. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class WithoutManagersTests {
    private static final String HEADER = "1;01890a5d-ac96-774b-bcce-b302099a8057;epoch;0.1;10000;";

    private final Peer peer = new Peer();
    private ConfigurableApplicationContext service;
    private RestClient caller;

    @BeforeAll
    void start() {
        service = new SpringApplicationBuilder(Service.class)
                .web(WebApplicationType.SERVLET)
                .properties(
                        "server.port=0",
                        "spring.main.banner-mode=off",
                        "spring.application.name=order",
                        "tx.client.secret=0123456789abcdef0123456789abcdef",
                        "tx.client.manager-addresses=127.0.0.1:1",
                        "peer=" + peer.url())
                .run();
        caller = RestClient.builder()
                .baseUrl("http://localhost:" + service.getEnvironment().getRequiredProperty("local.server.port"))
                .defaultStatusHandler(status -> true, (request, response) -> {})
                .build();
    }

    @AfterAll
    void stop() {
        service.close();
        peer.close();
    }

    @Test
    void refusesAHeaderThatItCannotRead() {
        ResponseEntity<String> reply = get("/plain", "99;what?");

        assertThat(reply.getStatusCode().value()).isEqualTo(400);
        assertThat(reply.getBody()).contains("Malformed group header").contains("upgrade this service first");
    }

    @Test
    void failsACallOfAGroupItCouldNotJoinAndSaysSoInTheReport() {
        ResponseEntity<String> reply = get("/in-group", HEADER);

        assertThat(reply.getStatusCode().value()).isEqualTo(500);
        assertThat(reply.getHeaders().getFirst(Calls.REPORT_HEADER))
                .startsWith("1;")
                .contains("no+manager");
    }

    @Test
    void reportsThatNothingJoinedWhereNothingTakesPart() {
        ResponseEntity<String> reply = get("/plain", HEADER);

        assertThat(reply.getStatusCode().value()).isEqualTo(200);
        assertThat(reply.getHeaders().get(Calls.REPORT_HEADER)).containsExactly("1;");
    }

    @Test
    void sendsNothingFromAGroupThatCannotBeRecorded() {
        Endpoints endpoints = service.getBean(Endpoints.class);

        assertThatThrownBy(endpoints::callOut).isInstanceOf(TxManagerUnavailableException.class);

        assertThat(peer.groupHeaders()).isEmpty();
    }

    private ResponseEntity<String> get(String path, String header) {
        return caller.get()
                .uri(path)
                .header(Calls.GROUP_HEADER, header)
                .retrieve()
                .toEntity(String.class);
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Service {
        @RestController
        static class InService extends Endpoints {
            InService(RestClient.Builder builder, @Value("${peer}") String peer) {
                super(builder, peer);
            }
        }
    }

    static class Endpoints {
        private final RestClient client;

        Endpoints(RestClient.Builder builder, String peer) {
            this.client = builder.baseUrl(peer).build();
        }

        @GetMapping("/plain")
        public String plain() {
            return "fine";
        }

        @GetMapping("/in-group")
        @TxTransaction
        public String inGroup() {
            return "fine";
        }

        @TxTransaction
        public String callOut() {
            return client.post().body("hello").retrieve().body(String.class);
        }
    }
}
