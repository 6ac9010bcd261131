
-- KEYS: replicas, part, marks[, prepared, ended]; ARGV: seen, name, token, what has ended
local name, token, ended = take(), take(), take()
local marks = redis.call('HGETALL', KEYS[3])
for i = 1, #marks, 2 do
    local letter = string.sub(marks[i + 1], 1, 1)
    if string.sub(marks[i], 1, 1) ~= '!' and string.sub(marks[i + 1], 2) == token then
        if letter ~= 'P' then
            return {'COMMITTED', replicas}
        end
        redis.call('HSET', KEYS[3], marks[i], 'T')
    end
end
redis.call('HSET', KEYS[3], '#' .. token, 'T')
redis.call('DEL', KEYS[2])
if KEYS[4] then
    redis.call('ZREM', KEYS[4], name)
    redis.call('ZADD', KEYS[5], 0, ended)
end
return {'OK', replicas}
