package io.txgroup.client.core;

import io.txgroup.protocol.Message;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** A connection to managers that keeps what is said. */
public final class HeardLink implements ManagerLink {
    /** All that was said. */
    public final List<Message.ToManager> said = new CopyOnWriteArrayList<>();

    @Nullable
    Trouble trouble;

    boolean understands = true;

    @Override
    public boolean send(String home, Message.ToManager message) {
        said.add(message);
        return true;
    }

    @Override
    public boolean understands(Message.ToManager message) {
        return understands;
    }

    @Override
    public Optional<Trouble> trouble() {
        return Optional.ofNullable(trouble);
    }
}
