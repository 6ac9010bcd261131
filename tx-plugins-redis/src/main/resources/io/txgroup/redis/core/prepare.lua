
-- KEYS: replicas, part, marks[, prepared]; ARGV: seen, name, token, read, needed, number of paths, paths, commands
local name, token = take(), take()
if redis.call('HGET', KEYS[3], '#' .. token) then
    return {'FENCED', replicas, 'T'}
end
local read, needed = takeList(), takeList()
local first = at
local paths = takeList()
local against = forbidden(ARGV, at) or changed(read) or mistyped(needed)
if against then
    return against
end
for _, path in ipairs(paths) do
    local mark = redis.call('HGET', KEYS[3], path)
    if mark and mark ~= 'P' .. token then
        return {'FENCED', replicas, mark}
    end
end
redis.call('DEL', KEYS[2])
for i = first, #ARGV, 1000 do
    redis.call('RPUSH', KEYS[2], unpack(ARGV, i, math.min(i + 999, #ARGV)))
end
for _, path in ipairs(paths) do
    redis.call('HSET', KEYS[3], path, 'P' .. token)
end
if KEYS[4] then
    redis.call('ZADD', KEYS[4], 0, name)
end
return {'OK', replicas}
