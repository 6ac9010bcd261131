package io.txgroup.verification.simulation.mutants;

import io.txgroup.redis.core.RedisNodes;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A way to one Redis that a mutant changes in one place. */
class ForwardingRedis implements RedisNodes, RedisNodes.Node {
    private final RedisNodes nodes;

    ForwardingRedis(RedisNodes nodes) {
        this.nodes = nodes;
    }

    private Node node() throws IOException {
        return nodes.of(0);
    }

    @Override
    public Node of(int slot) {
        return this;
    }

    @Override
    public void close() {
        nodes.close();
    }

    @Override
    public String name() {
        return "";
    }

    @Override
    public boolean isOpen() {
        try {
            return node().isOpen();
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public void rename(String name) throws IOException {
        node().rename(name);
    }

    @Override
    public Map<String, String> configured(String setting) throws IOException {
        return node().configured(setting);
    }

    @Override
    public List<?> run(ScriptCall call) throws IOException {
        return node().run(call);
    }

    @Override
    public Exchange exchange(ScriptCall call, int replicas, Duration patience) throws IOException {
        return node().exchange(call, replicas, patience);
    }

    @Override
    public String info(String section) throws IOException {
        return node().info(section);
    }

    @Override
    public List<byte[]> members(byte[] key, byte[] from, byte @Nullable [] to, int most) throws IOException {
        return node().members(key, from, to, most);
    }

    @Override
    public void delete(byte[] key) throws IOException {
        node().delete(key);
    }

    @Override
    public void remove(byte[] key, byte[] member) throws IOException {
        node().remove(key, member);
    }
}
