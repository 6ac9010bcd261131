package io.txgroup.manager.store;

import io.txgroup.verification.servers.RedisBinary;

class RedisGroupStoreDebianIT extends RedisGroupStoreContracts {
    @Override
    RedisBinary binary() {
        return RedisBinary.INSTALLED;
    }
}
