package io.txgroup.samples.order;

import org.springframework.cloud.client.loadbalancer.LoadBalanced;
import org.springframework.stereotype.Component;
import org.springframework.web.client.RestClient;

@Component
class AccountClient {
    record Transfer(String orderNumber, String from, String to, long amount) {
        static Transfer of(Order order) {
            return new Transfer(order.orderNumber(), order.buyer(), order.seller(), order.amount());
        }
    }

    private final RestClient account;

    AccountClient(@LoadBalanced RestClient.Builder builder) {
        this.account = builder.baseUrl("http://account").build();
    }

    void transfer(Transfer transfer) {
        account.post().uri("/transfers").body(transfer).retrieve().toBodilessEntity();
    }

    void transferUncoordinated(Transfer transfer) {
        account.post().uri("/transfers/uncoordinated").body(transfer).retrieve().toBodilessEntity();
    }
}
