package io.txgroup.samples.faults;

import javax.sql.DataSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.core.Ordered;

/** Puts {@link PausingDataSource} around the pool, before anybody else wraps it. */
final class PausingDataSources implements BeanPostProcessor, Ordered {
    /** Before TxGroup's own, so that it sees the true commits and not the pretended ones. */
    private static final int ORDER = -1000;

    private final String service;
    private final ObjectProvider<PausePoint> pausePoint;

    PausingDataSources(String service, ObjectProvider<PausePoint> pausePoint) {
        this.service = service;
        this.pausePoint = pausePoint;
    }

    @Override
    public int getOrder() {
        return ORDER;
    }

    @Override
    public Object postProcessAfterInitialization(Object bean, String beanName) {
        return bean instanceof DataSource pool ? new PausingDataSource(pool, service, pausePoint.getObject()) : bean;
    }
}
