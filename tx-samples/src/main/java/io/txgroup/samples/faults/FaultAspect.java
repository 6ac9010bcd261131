package io.txgroup.samples.faults;

import java.util.concurrent.TimeUnit;
import org.aspectj.lang.ProceedingJoinPoint;
import org.aspectj.lang.annotation.Around;
import org.aspectj.lang.annotation.Aspect;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.annotation.Order;

/** Innermost around the service methods: a fault strikes after the work, while its transaction is open. */
@Aspect
@Order
class FaultAspect {
    private static final Logger log = LoggerFactory.getLogger(FaultAspect.class);

    private final String service;
    private final PausePoint pausePoint;

    FaultAspect(String service, PausePoint pausePoint) {
        this.service = service;
        this.pausePoint = pausePoint;
    }

    @Around("@within(org.springframework.stereotype.Service) && within(io.txgroup.samples..*)")
    @Nullable
    Object strikeAfterTheWork(ProceedingJoinPoint call) throws Throwable {
        Object result = call.proceed();
        Fault fault = Fault.of(service).orElse(null);
        if (fault != null) {
            strike(fault.kind());
        }
        return result;
    }

    @Around("@within(org.springframework.stereotype.Component) && within(io.txgroup.samples..*Client)")
    @Nullable
    Object swallowFailedCalls(ProceedingJoinPoint call) throws Throwable {
        try {
            return call.proceed();
        } catch (RuntimeException e) {
            if (Fault.of(service)
                    .filter(fault -> fault.kind().equals(Fault.SWALLOW))
                    .isEmpty()) {
                throw e;
            }
            log.info("Demo fault: {} swallows {}", service, e.toString());
            return null;
        }
    }

    private void strike(String kind) throws InterruptedException {
        if (kind.equals(Fault.THROW)) {
            throw new DemoFault(service);
        }
        if (kind.equals(Fault.PAUSE)) {
            pausePoint.await();
        }
        if (kind.startsWith(Fault.SLEEP)) {
            TimeUnit.MILLISECONDS.sleep(Long.parseLong(kind.substring(Fault.SLEEP.length())));
        }
    }
}
