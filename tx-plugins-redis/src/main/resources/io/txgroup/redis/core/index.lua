
-- KEYS: replicas, prepared, ended; ARGV: seen, name to add, name to remove, what has ended
local add, remove, ended = take(), take(), take()
if add ~= '' then
    redis.call('ZADD', KEYS[2], 0, add)
end
if remove ~= '' then
    redis.call('ZREM', KEYS[2], remove)
end
if ended ~= '' then
    redis.call('ZADD', KEYS[3], 0, ended)
end
return {'OK', replicas}
