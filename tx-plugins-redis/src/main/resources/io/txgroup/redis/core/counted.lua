
-- a write in any case: WAIT counts only what its own connection has written
redis.call('SET', KEYS[1], seen)
