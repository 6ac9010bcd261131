package io.txgroup.verification.acceptance.usage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.txgroup.client.TxRolledBackException;
import io.txgroup.verification.acceptance.shop.Shop;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestClientException;

/** {@code tx.client.unannotated=join}: a handler without the annotation takes part. */
@ExtendWith(Usage.class)
class WholeRequestsIT {
    private final String item = "item-" + UUID.randomUUID();
    private final Usage.Started started;
    private final Shop shop;
    private final Calling.Orders orders;

    WholeRequestsIT(Usage.Started started) {
        this.started = started;
        this.shop = started.shop();
        this.orders = started.bean(Calling.Orders.class);
    }

    @Test
    void commitWithTheirGroup() throws Exception {
        orders.inGroup(() -> {
            orders.write(item);
            call("/unannotated?status=200&item=");
        });

        assertThat(shop.orders(item)).isEqualTo(1);
        assertThat(started.movementsOfJoining(item)).isEqualTo(2);
    }

    @Test
    void rollBackWithTheirGroup() {
        assertThatThrownBy(() -> orders.inGroup(() -> {
                    orders.write(item);
                    call("/unannotated?status=200&item=");
                    throw new IllegalStateException("changed my mind");
                }))
                .hasMessage("changed my mind");

        nothingIsWritten();
    }

    @Test
    void rollTheirGroupBackWhenTheyReplyWithAnError() {
        assertThatThrownBy(() -> orders.inGroup(() -> {
                    orders.write(item);
                    swallow("/unannotated?status=409&item=");
                }))
                .isInstanceOf(TxRolledBackException.class)
                .hasMessageContaining("status 409");

        nothingIsWritten();
    }

    @Test
    void rollTheirGroupBackWhenTheyThrow() {
        assertThatThrownBy(() -> orders.inGroup(() -> {
                    orders.write(item);
                    swallow("/unannotated-fails?item=");
                }))
                .isInstanceOf(TxRolledBackException.class)
                .hasMessageContaining("no more " + item);

        nothingIsWritten();
    }

    @Test
    void areLocalWorkOutsideAnyGroup() {
        call("/unannotated?status=200&item=");

        assertThat(started.movementsOfJoining(item)).isEqualTo(2);
    }

    private void swallow(String path) {
        try {
            call(path);
        } catch (RestClientException swallowed) {
            assertThat(swallowed).hasMessageContaining(path.contains("409") ? "409" : "500");
        }
    }

    private void call(String path) {
        started.bean(RestClient.class)
                .post()
                .uri(started.joiningUrl() + path + item)
                .retrieve()
                .toBodilessEntity();
    }

    private void nothingIsWritten() {
        assertThat(shop.orders(item)).isZero();
        assertThat(started.movementsOfJoining(item)).isZero();
    }
}
