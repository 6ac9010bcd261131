
-- As counted, for what was promised: a Redis that is full refuses what may need memory, until a script has written something
-- that needs none.
redis.call('DEL', KEYS[1])
redis.call('SET', KEYS[1], seen)
