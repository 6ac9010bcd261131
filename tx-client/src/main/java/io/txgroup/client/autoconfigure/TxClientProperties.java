package io.txgroup.client.autoconfigure;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * The settings of a service that takes part in groups.
 *
 * @param enabled whether @TxTransaction has an effect; false leaves every method as it is, for tests without managers
 * @param installation name of this installation of TxGroup, the same in all its services; it tells prepared work of several
 *     installations on one database server apart, and must not change while a group is open
 * @param service name of this service, which its secret is bound to; by default spring.application.name
 * @param instance name of this instance, the same after a restart; by default the host's name
 * @param secret secret of this service, the same as the managers have in tx.manager.secrets; no default, without it the
 *     service does not start
 * @param discovery how managers are found: addresses, url or eureka; by default addresses if there are any, else the URL if
 *     there is one, else eureka
 * @param managerAddresses addresses of the managers, each host:port; by default none
 * @param managersUrl URL at which the managers, or a balancer in front of them, list their addresses, for instance
 *     https://tx.example.com/api/managers; by default none
 * @param managerService name of the managers in Eureka
 * @param timeout how long a group may go on if its annotation does not say
 * @param unannotated what happens to writes of a method that is called by a group but has no @TxTransaction
 * @param drainTimeout how long a process that is told to stop waits for the outcome of what it has said yes to; what is
 *     durable another process finishes then, what is held is rolled back by the database and proven lost if the outcome
 *     was COMMIT
 * @param onInDoubtLimit what a unit in doubt does when it has waited very long; hold waits for ever
 * @param workers number of threads that end held resources when the outcome has come
 * @param compensation what becomes of work that was committed and lost
 */
@ConfigurationProperties("tx.client")
public record TxClientProperties(
        @DefaultValue("true") boolean enabled,
        @DefaultValue("default") String installation,
        @Nullable String service,
        @Nullable String instance,
        @Nullable String secret,
        @Nullable Discovery discovery,
        @DefaultValue List<String> managerAddresses,
        @Nullable String managersUrl,
        @DefaultValue("tx-manager") String managerService,
        @DefaultValue("30s") Duration timeout,
        @DefaultValue("refuse") Unannotated unannotated,
        @DefaultValue("10s") Duration drainTimeout,
        @DefaultValue("hold") InDoubt onInDoubtLimit,
        @DefaultValue("16") int workers,
        @DefaultValue CompensationSettings compensation) {

    /**
     * What becomes of work that was committed and lost.
     *
     * @param maxSize what the kept arguments and context of all calls that one group makes to this process may have; past it
     *     a person has to repair what is lost
     * @param threads number of threads that do lost work again
     */
    public record CompensationSettings(@DefaultValue("64KB") DataSize maxSize, @DefaultValue("2") int threads) {
        /** It travels in one message with more beside it, and is stored in the group's one value. */
        private static final DataSize MOST = DataSize.ofKilobytes(256);

        public CompensationSettings {
            if (maxSize.isNegative() || maxSize.compareTo(MOST) > 0) {
                throw new IllegalArgumentException("tx.client.compensation.max-size is " + maxSize
                        + ", but must be 0 to " + MOST.toKilobytes() + "KB");
            }
            if (threads < 1) {
                throw new IllegalArgumentException(
                        "tx.client.compensation.threads is " + threads + ", but must be at least 1");
            }
        }
    }

    /** How managers are found. */
    public enum Discovery {
        /** By {@code tx.client.manager-addresses}. */
        ADDRESSES,
        /** By {@code tx.client.managers-url}. */
        URL,
        /** By Spring Cloud's discovery, Eureka for instance. */
        EUREKA
    }

    /** What happens to writes of a method that is called by a group but has no annotation. */
    public enum Unannotated {
        /** They fail with an explanation. */
        REFUSE,
        /** They are ordinary local work. */
        LOCAL,
        /** They take part: the whole request is the call, and its end answers for it. */
        JOIN
    }

    /** What a unit in doubt does when it has waited very long. */
    public enum InDoubt {
        /** It waits for ever, for it can't know. */
        HOLD
    }
}
