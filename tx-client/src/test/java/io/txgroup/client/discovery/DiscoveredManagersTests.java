package io.txgroup.client.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import io.txgroup.client.net.ManagerAddress;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.cloud.client.DefaultServiceInstance;
import org.springframework.cloud.client.ServiceInstance;
import org.springframework.cloud.client.discovery.DiscoveryClient;

final class DiscoveredManagersTests {
    private static final List<ServiceInstance> INSTANCES = List.of(
            instance("10.0.0.1", Map.of("tx-port", "7300")),
            instance("10.0.0.2", Map.of("tx-port", "7301", "zone", "b")),
            instance("10.0.0.3", Map.of()),
            instance("10.0.0.4", Map.of("tx-port", "many")),
            instance("10.0.0.5", Map.of("tx-port", "70000")));

    private final DiscoveredManagers managers = new DiscoveredManagers(
            new DiscoveryClient() {
                @Override
                public String description() {
                    return "a discovery";
                }

                @Override
                public List<ServiceInstance> getInstances(String service) {
                    return service.equals("tx-manager") ? INSTANCES : List.of();
                }

                @Override
                public List<String> getServices() {
                    return List.of("tx-manager");
                }
            },
            "tx-manager");

    @Test
    void takesThePortForClientsFromTheMetadata() {
        assertThat(managers.addresses())
                .containsExactlyInAnyOrder(new ManagerAddress("10.0.0.1", 7300), new ManagerAddress("10.0.0.2", 7301));
    }

    @Test
    void saysWhereItLooks() {
        assertThat(managers.source()).isEqualTo("service 'tx-manager' in a discovery");
    }

    private static ServiceInstance instance(String host, Map<String, String> metadata) {
        return new DefaultServiceInstance(host, "tx-manager", host, 8080, false, metadata);
    }
}
