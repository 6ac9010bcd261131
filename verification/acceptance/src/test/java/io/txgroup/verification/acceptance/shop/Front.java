package io.txgroup.verification.acceptance.shop;

import io.txgroup.verification.servers.Balancer;
import io.txgroup.verification.servers.NginxServer;
import java.util.List;

/** What stands before the managers, so that services know one address only. */
interface Front extends AutoCloseable {
    /** The port to which services connect. */
    int port();

    /** Passes on to these managers from now on: their ports for services, and their web ports. */
    void to(List<Integer> ports, List<Integer> webPorts);

    /** The web port at which services ask where the managers are. */
    int webPort();

    @Override
    void close();

    /** A balancer for the services' port; the first manager is asked where the others are. */
    static Front of(Balancer balancer) {
        return new Front() {
            private int webPort;

            @Override
            public int port() {
                return balancer.port();
            }

            @Override
            public void to(List<Integer> ports, List<Integer> webPorts) {
                balancer.to(ports);
                webPort = webPorts.get(0);
            }

            @Override
            public int webPort() {
                return webPort;
            }

            @Override
            public void close() {
                balancer.close();
            }
        };
    }

    /** nginx for both. */
    static Front of(NginxServer nginx) {
        return new Front() {
            @Override
            public int port() {
                return nginx.tcpPort();
            }

            @Override
            public void to(List<Integer> ports, List<Integer> webPorts) {
                nginx.reload(webPorts, ports);
            }

            @Override
            public int webPort() {
                return nginx.httpPort();
            }

            @Override
            public void close() {
                nginx.close();
            }
        };
    }
}
