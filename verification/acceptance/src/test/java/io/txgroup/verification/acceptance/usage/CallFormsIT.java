package io.txgroup.verification.acceptance.usage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.txgroup.client.TxRolledBackException;
import io.txgroup.verification.acceptance.shop.Shop;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.publisher.Mono;

/** Every form of a call takes the group along, and none can hide a failure. */
@ExtendWith(Usage.class)
class CallFormsIT {
    private final String item = "item-" + UUID.randomUUID();
    private final Usage.Started started;
    private final Shop shop;
    private final Calling.Orders orders;

    CallFormsIT(Usage.Started started) {
        this.started = started;
        this.shop = started.shop();
        this.orders = started.bean(Calling.Orders.class);
    }

    @ParameterizedTest
    @EnumSource
    void commitsInBothServices(Form form) throws Exception {
        orders.inGroup(() -> {
            orders.write(item);
            take(form, false);
        });

        assertThat(shop.orders(item)).isEqualTo(1);
        assertThat(shop.movements(item)).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource
    void rollsBackInBothServicesWhenTheStarterThrows(Form form) {
        assertThatThrownBy(() -> orders.inGroup(() -> {
                    orders.write(item);
                    take(form, false);
                    throw new IllegalStateException("changed my mind");
                }))
                .hasMessage("changed my mind");

        nothingIsWritten();
    }

    /** The fallback of the form with a circuit breaker swallows it by itself. */
    @ParameterizedTest
    @EnumSource
    void rollsBackInBothServicesAlthoughTheCalleesErrorIsSwallowed(Form form) {
        assertThatThrownBy(() -> orders.inGroup(() -> {
                    orders.write(item);
                    try {
                        take(form, true);
                    } catch (RuntimeException swallowed) {
                        assertThat(form).isNotEqualTo(Form.FEIGN_WITH_CIRCUIT_BREAKER);
                    }
                }))
                .isInstanceOf(TxRolledBackException.class)
                .hasMessageContaining("no more " + item);

        nothingIsWritten();
    }

    @Test
    void aRetryOfACallThatFailedIsNotSentForTheGroupIsRolledBack() {
        Calling.PlainFeign storage = started.bean(Calling.PlainFeign.class);

        assertThatThrownBy(() -> orders.inGroup(() -> {
                    orders.write(item);
                    storage.busyOnce(item);
                }))
                .isInstanceOf(TxRolledBackException.class)
                .hasMessageContaining("status 503");

        assertThat(shop.ofStorage(Called.Counter.class).requests(item)).isEqualTo(1);
        nothingIsWritten();
    }

    @Test
    void aRetryOutsideAnyGroupIsFeignsOwn() {
        started.bean(Calling.PlainFeign.class).busyOnce(item);

        assertThat(shop.ofStorage(Called.Counter.class).requests(item)).isEqualTo(2);
    }

    @Test
    void whatIsRetriedAsAWholeCountsOnce() throws Exception {
        Calling.PlainFeign storage = started.bean(Calling.PlainFeign.class);
        Calling.Work place = () -> {
            orders.write(item);
            storage.busyOnce(item);
        };
        assertThatThrownBy(() -> orders.inGroup(place)).isInstanceOf(TxRolledBackException.class);

        orders.inGroup(place);

        assertThat(shop.orders(item)).isEqualTo(1);
        assertThat(shop.movements(item)).isEqualTo(1);
    }

    @Test
    void callsThatComeOfAReactiveReplyTakePart() throws Exception {
        orders.inGroup(() -> {
            orders.write(item);
            reactive().flatMap(first -> reactive()).block();
        });

        assertThat(shop.orders(item)).isEqualTo(1);
        assertThat(shop.movements(item)).isEqualTo(2);
    }

    @Test
    void aReactiveCallThatIsSubscribedTooLateFailsAndSendsNothing() throws Exception {
        AtomicReference<Mono<String>> late = new AtomicReference<>();
        orders.inGroup(() -> {
            orders.write(item);
            late.set(reactive());
        });

        assertThatThrownBy(() -> late.get().block())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("sealed");

        assertThat(shop.orders(item)).isEqualTo(1);
        assertThat(shop.movements(item)).isZero();
    }

    private Mono<String> reactive() {
        return started.caller()
                .getBean("builtWebClient", WebClient.class)
                .post()
                .uri(shop.storageUrl() + "/take?item=" + item)
                .retrieve()
                .bodyToMono(String.class);
    }

    private void take(Form form, boolean fail) {
        form.take(started.caller(), shop.storageUrl(), item, fail);
    }

    private void nothingIsWritten() {
        assertThat(shop.orders(item)).isZero();
        assertThat(shop.movements(item)).isZero();
    }
}
