
-- KEYS: replicas, part, marks[, prepared, ended]; ARGV: seen, name, token, what has ended
local name, token, ended = take(), take(), take()

local function close(answer)
    if KEYS[4] then
        redis.call('ZREM', KEYS[4], name)
        redis.call('ZADD', KEYS[5], 0, ended)
    end
    return answer
end

local mine, letter = {}, nil
local marks = redis.call('HGETALL', KEYS[3])
for i = 1, #marks, 2 do
    if string.sub(marks[i], 1, 1) ~= '!' and string.sub(marks[i + 1], 2) == token then
        mine[#mine + 1] = marks[i]
        letter = string.sub(marks[i + 1], 1, 1)
    end
end
if letter == 'C' then
    return close({'OK', replicas})
end
if letter == 'F' then
    return close({'FAILED', replicas, redis.call('HGET', KEYS[3], '!' .. token)})
end
if letter ~= 'P' then
    if redis.call('HGET', KEYS[3], '#' .. token) then
        return {'FENCED', replicas, 'T'}
    end
    return {'ABSENT', replicas}
end
local items = redis.call('LRANGE', KEYS[2], 0, -1)
if #items == 0 then
    return {'MISSING', replicas}
end
local problem = apply(items, tonumber(items[1]) + 2)
for _, path in ipairs(mine) do
    redis.call('HSET', KEYS[3], path, (problem and 'F' or 'C') .. token)
end
redis.call('DEL', KEYS[2])
if problem then
    redis.call('HSET', KEYS[3], '!' .. token, problem)
    return close({'FAILED', replicas, problem})
end
return close({'OK', replicas})
