package io.txgroup.samples.account;

import org.springframework.cloud.client.loadbalancer.LoadBalanced;
import org.springframework.stereotype.Component;
import org.springframework.web.client.RestClient;

@Component
class LedgerClient {
    /** A movement as the ledger wants it told. */
    record Entry(long movement, String orderNumber, String account, long amount) {}

    private final RestClient ledger;

    LedgerClient(@LoadBalanced RestClient.Builder builder) {
        this.ledger = builder.baseUrl("http://ledger").build();
    }

    void record(Entry entry) {
        ledger.post().uri("/entries").body(entry).retrieve().toBodilessEntity();
    }

    void recordUncoordinated(Entry entry) {
        ledger.post().uri("/entries/uncoordinated").body(entry).retrieve().toBodilessEntity();
    }
}
