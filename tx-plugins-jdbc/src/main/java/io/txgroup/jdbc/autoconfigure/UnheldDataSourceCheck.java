package io.txgroup.jdbc.autoconfigure;

import javax.sql.DataSource;
import javax.sql.XADataSource;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;

/** Fails the start if there is a DataSource bean that nobody has wrapped and nobody has excluded. */
final class UnheldDataSourceCheck implements SmartInitializingSingleton {
    private final ConfigurableListableBeanFactory beans;
    private final HeldDataSourcePostProcessor postProcessor;

    UnheldDataSourceCheck(ConfigurableListableBeanFactory beans, HeldDataSourcePostProcessor postProcessor) {
        this.beans = beans;
        this.postProcessor = postProcessor;
    }

    @Override
    public void afterSingletonsInstantiated() {
        for (String name : beans.getBeanNamesForType(DataSource.class, false, false)) {
            if (isMade(name) && !postProcessor.hasSeen(name)) {
                throw new UnheldDataSourceException(
                        "DataSource " + name + " ("
                                + beans.getBean(name).getClass().getName()
                                + ") was made before TxGroup could wrap it: what is done on it would be committed"
                                + " whatever becomes of the group.",
                        "Something asks for it too early, mostly a BeanPostProcessor or BeanFactoryPostProcessor: let"
                                + " that ask for an ObjectProvider<DataSource>, and make its own @Bean method static. If "
                                + name + " is to take no part in groups, name it in tx.jdbc.exclude.");
            }
        }
        for (String name : beans.getBeanNamesForType(XADataSource.class, false, false)) {
            if (!beans.isTypeMatch(name, DataSource.class) && !postProcessor.hasSeen(name)) {
                throw new UnheldDataSourceException(
                        "XADataSource " + name + " takes no part in groups: its connections belong to whoever runs XA"
                                + " transactions on it, and TxGroup can't hold them.",
                        "Give the service a plain DataSource, for instance a HikariCP pool. If " + name
                                + " serves something else, name it in tx.jdbc.exclude.");
            }
        }
    }

    /** Also lets a factory bean give out its product, which is wrapped then, unless that was done before us. */
    private boolean isMade(String name) {
        if (!beans.containsSingleton(name)) {
            return false;
        }
        beans.getBean(name);
        return true;
    }
}
