package io.txgroup.verification.chaos.bank;

import io.txgroup.client.TxContext;
import io.txgroup.client.TxTransaction;
import io.txgroup.protocol.GroupId;
import java.util.List;
import java.util.Optional;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestClientException;

/** Books one service's entry of a transfer, and has the other services book theirs. */
public class Teller {
    private final JdbcTemplate jdbc;
    private final RestClient client;
    private final Optional<TxContext> context;

    Teller(JdbcTemplate jdbc, RestClient.Builder clients, ObjectProvider<TxContext> context) {
        this.jdbc = jdbc;
        this.client = clients.build();
        this.context = Optional.ofNullable(context.getIfAvailable());
    }

    /**
     * Books the first stop here: half before the other stops, half after them.
     *
     * @return the name of the group that did it
     */
    @TxTransaction
    @Transactional
    public String book(long number, List<Hop> hops, Refusal refusal, boolean starts) {
        Hop here = hops.get(0);
        String group =
                context.flatMap(TxContext::groupId).map(GroupId::toString).orElse("alone-" + number);
        jdbc.update("update account set balance = balance + ? where id = ?", here.amount(), here.account());
        if (hops.size() > 1) {
            goOn(number, hops.subList(1, hops.size()), refusal, starts);
        }
        jdbc.update(
                "insert into ledger(number, group_id, account, amount) values (?, ?, ?, ?)",
                number,
                group,
                here.account(),
                here.amount());
        if (hops.size() == 1 && refusal != Refusal.NONE) {
            throw new IllegalStateException("Transfer " + number + " is refused, as was asked for");
        }
        return group;
    }

    private void goOn(long number, List<Hop> rest, Refusal refusal, boolean starts) {
        try {
            client.post()
                    .uri(
                            "http://127.0.0.1:{port}/book?number={number}&hops={hops}&refusal={refusal}&starts=false",
                            rest.get(0).port(),
                            number,
                            Hop.write(rest),
                            refusal)
                    .retrieve()
                    .toBodilessEntity();
        } catch (RestClientException e) {
            if (!starts || refusal != Refusal.SWALLOWED) {
                throw e;
            }
        }
    }
}
