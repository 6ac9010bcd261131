package io.txgroup.verification.acceptance.usage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.txgroup.client.TxPropagation;
import io.txgroup.client.TxRolledBackException;
import io.txgroup.verification.acceptance.shop.Shop;
import java.util.EnumSet;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.web.client.HttpClientErrorException;
import org.springframework.web.client.HttpServerErrorException;
import org.springframework.web.client.RestClient;

/** What a called method does about its caller's group, over HTTP and in both databases. */
@ExtendWith(Usage.class)
class PropagationsIT {
    private static final Set<TxPropagation> ALONE = EnumSet.of(TxPropagation.REQUIRES_NEW, TxPropagation.NOT_SUPPORTED);

    private final String item = "item-" + UUID.randomUUID();
    private final Shop shop;
    private final Calling.Orders orders;
    private final RestClient client;

    PropagationsIT(Usage.Started started) {
        this.shop = started.shop();
        this.orders = started.bean(Calling.Orders.class);
        this.client = started.caller().getBean("handMadeRestClient", RestClient.class);
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NEVER")
    void commitsInBothServices(TxPropagation propagation) throws Exception {
        orders.inGroup(() -> {
            orders.write(item);
            write(propagation);
        });

        assertThat(shop.orders(item)).isEqualTo(1);
        assertThat(shop.movements(item)).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NEVER")
    void onlyWhatIsOutsideTheGroupStaysWhenItRollsBack(TxPropagation propagation) {
        assertThatThrownBy(() -> orders.inGroup(() -> {
                    orders.write(item);
                    write(propagation);
                    throw new IllegalStateException("changed my mind");
                }))
                .hasMessage("changed my mind");

        assertThat(shop.orders(item)).isZero();
        assertThat(shop.movements(item)).isEqualTo(ALONE.contains(propagation) ? 1 : 0);
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "MANDATORY")
    void writesOutsideAnyGroup(TxPropagation propagation) {
        write(propagation);

        assertThat(shop.movements(item)).isEqualTo(1);
    }

    @Test
    void mandatoryIsRefusedOutsideAnyGroup() {
        assertThatThrownBy(() -> write(TxPropagation.MANDATORY)).isInstanceOf(HttpServerErrorException.class);

        assertThat(shop.movements(item)).isZero();
    }

    @Test
    void neverIsRefusedInAGroupWhichRollsBack() {
        assertThatThrownBy(() -> orders.inGroup(() -> {
                    orders.write(item);
                    assertThatThrownBy(() -> write(TxPropagation.NEVER)).isInstanceOf(HttpServerErrorException.class);
                }))
                .isInstanceOf(TxRolledBackException.class)
                .hasMessageContaining("NEVER");

        assertThat(shop.orders(item)).isZero();
        assertThat(shop.movements(item)).isZero();
    }

    @Test
    void anErrorThatTheParticipantStandsByDoesNotVeto() throws Exception {
        orders.inGroup(() -> {
            orders.write(item);
            assertThatThrownBy(() -> almostGone(false)).isInstanceOf(HttpClientErrorException.Conflict.class);
        });

        assertThat(shop.orders(item)).isEqualTo(1);
        assertThat(shop.movements(item)).isEqualTo(1);
    }

    @Test
    void anErrorThatTheParticipantStandsByRollsBackIfItsCallerDoesNotCatchIt() {
        assertThatThrownBy(() -> orders.inGroup(() -> {
                    orders.write(item);
                    almostGone(false);
                }))
                .isInstanceOf(HttpClientErrorException.Conflict.class);

        assertThat(shop.orders(item)).isZero();
        assertThat(shop.movements(item)).isZero();
    }

    @Test
    void anotherErrorAfterTheOneThatTheParticipantStandsByVetoes() {
        assertThatThrownBy(() -> orders.inGroup(() -> {
                    orders.write(item);
                    assertThatThrownBy(() -> almostGone(true)).isInstanceOf(HttpServerErrorException.class);
                }))
                .isInstanceOf(TxRolledBackException.class);

        assertThat(shop.orders(item)).isZero();
        assertThat(shop.movements(item)).isZero();
    }

    private void write(TxPropagation propagation) {
        post("/propagation/" + propagation + "?item=" + item);
    }

    private void almostGone(boolean brokenAfterwards) {
        post("/almost-gone?item=" + item + "&brokenAfterwards=" + brokenAfterwards);
    }

    private void post(String path) {
        client.post().uri(shop.storageUrl() + path).retrieve().toBodilessEntity();
    }
}
