package io.txgroup.client.net;

import io.txgroup.client.core.ManagerListener;
import io.txgroup.protocol.Message;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** Keeps what it hears, signs of life apart. */
final class Heard implements ManagerListener {
    final List<String> events = new CopyOnWriteArrayList<>();
    final List<Message.ToClient> messages = new CopyOnWriteArrayList<>();
    final AtomicInteger signsOfLife = new AtomicInteger();

    @Override
    public void received(String managerId, Message.ToClient message) {
        if (message instanceof Message.HeartbeatAnswer) {
            signsOfLife.incrementAndGet();
        } else {
            messages.add(message);
        }
    }

    @Override
    public void connected(String managerId) {
        events.add("connected " + managerId);
    }

    @Override
    public void disconnected(String managerId, String why) {
        events.add("disconnected " + managerId + ": " + why);
    }
}
