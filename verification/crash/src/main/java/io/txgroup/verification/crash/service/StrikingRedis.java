package io.txgroup.verification.crash.service;

import io.lettuce.core.event.command.CommandListener;
import io.lettuce.core.event.command.CommandStartedEvent;
import io.lettuce.core.event.command.CommandSucceededEvent;
import io.lettuce.core.protocol.CommandType;
import io.lettuce.core.protocol.RedisCommand;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.core.Ordered;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/** Listens to the driver of Redis: it sees the scripts that store and apply queues, and lets strikes happen there. */
final class StrikingRedis implements BeanPostProcessor, Ordered, CommandListener {
    /** How many keys the two scripts have, on one server. */
    private static final String PREPARES = "4";

    private static final String COMMITS = "5";

    @Override
    public int getOrder() {
        return Ordered.HIGHEST_PRECEDENCE;
    }

    @Override
    public Object postProcessAfterInitialization(Object bean, String name) {
        if (bean instanceof LettuceConnectionFactory factory) {
            factory.getRequiredNativeClient().addListener(this);
        }
        return bean;
    }

    @Override
    public void commandStarted(CommandStartedEvent event) {
        switch (keys(event.getCommand())) {
            case PREPARES -> Strikes.reached(Point.BEFORE_PREPARE);
            case COMMITS -> Strikes.reached(Point.BEFORE_COMMIT);
            default -> {}
        }
    }

    @Override
    public void commandSucceeded(CommandSucceededEvent event) {
        switch (keys(event.getCommand())) {
            case PREPARES -> Strikes.reached(Point.AFTER_PREPARE);
            case COMMITS -> Strikes.reached(Point.AFTER_COMMIT);
            default -> {}
        }
    }

    private static String keys(RedisCommand<?, ?, ?> command) {
        if (command.getType() != CommandType.EVALSHA) {
            return "";
        }
        String[] words = command.getArgs().toCommandString().split(" ", 3);
        return words.length < 2 ? "" : words[1];
    }
}
