package io.txgroup.verification.acceptance.usage;

import io.txgroup.client.TxPropagation;
import io.txgroup.client.TxTransaction;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpStatus;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Writes of a called service, one way for each propagation. */
@Configuration(proxyBeanMethods = false)
class Propagating {
    /** Stands for a rule of the business, not for a failure. */
    static final class AlmostGone extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    static class Movements {
        private final JdbcTemplate jdbc;

        Movements(JdbcTemplate jdbc) {
            this.jdbc = jdbc;
        }

        @TxTransaction(propagation = TxPropagation.REQUIRED)
        @Transactional
        public void required(String item) {
            write(item);
        }

        @TxTransaction(propagation = TxPropagation.REQUIRES_NEW)
        @Transactional
        public void requiresNew(String item) {
            write(item);
        }

        @TxTransaction(propagation = TxPropagation.SUPPORTS)
        @Transactional
        public void supports(String item) {
            write(item);
        }

        @TxTransaction(propagation = TxPropagation.MANDATORY)
        @Transactional
        public void mandatory(String item) {
            write(item);
        }

        @TxTransaction(propagation = TxPropagation.NOT_SUPPORTED)
        @Transactional
        public void notSupported(String item) {
            write(item);
        }

        @TxTransaction(propagation = TxPropagation.NEVER)
        @Transactional
        public void never(String item) {
            write(item);
        }

        @TxTransaction(noRollbackFor = AlmostGone.class)
        @Transactional(noRollbackFor = AlmostGone.class)
        public void almostGone(String item) {
            write(item);
            throw new AlmostGone();
        }

        private void write(String item) {
            jdbc.update("insert into movement(item) values (?)", item);
        }
    }

    @RestController
    static class Api {
        private final Movements movements;

        Api(Movements movements) {
            this.movements = movements;
        }

        @PostMapping("/propagation/{propagation}")
        String write(@PathVariable TxPropagation propagation, @RequestParam String item) {
            switch (propagation) {
                case REQUIRED -> movements.required(item);
                case REQUIRES_NEW -> movements.requiresNew(item);
                case SUPPORTS -> movements.supports(item);
                case MANDATORY -> movements.mandatory(item);
                case NOT_SUPPORTED -> movements.notSupported(item);
                case NEVER -> movements.never(item);
            }
            return "written";
        }

        @PostMapping("/almost-gone")
        String almostGone(@RequestParam String item, @RequestParam boolean brokenAfterwards) {
            try {
                movements.almostGone(item);
            } catch (AlmostGone e) {
                if (brokenAfterwards) {
                    throw new IllegalStateException("broken", e.getCause());
                }
                throw e;
            }
            return "never";
        }

        @ExceptionHandler
        @ResponseStatus(HttpStatus.CONFLICT)
        String conflict(AlmostGone e) {
            return "almost gone";
        }
    }

    @Bean
    Movements movements(JdbcTemplate jdbc) {
        return new Movements(jdbc);
    }
}
