package io.txgroup.manager.store;

import io.txgroup.verification.servers.RedisBinary;

class RedisGroupStoreEmbeddedIT extends RedisGroupStoreContracts {
    @Override
    RedisBinary binary() {
        return RedisBinary.EMBEDDED;
    }
}
