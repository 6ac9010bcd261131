
-- KEYS: replicas, marks[, ended]; ARGV: seen, token, what has ended, the mark that there must be before or '', read, needed,
-- number of paths, paths, commands
local token, ended, before = take(), take(), take()
local read, needed = takeList(), takeList()
local paths = takeList()
local applied, failed, other = 0, 0, nil
for _, path in ipairs(paths) do
    local mark = redis.call('HGET', KEYS[2], path) or ''
    if mark == 'C' .. token then
        applied = applied + 1
    elseif mark == 'F' .. token then
        failed = failed + 1
    elseif mark ~= before then
        other = mark == '' and 'none' or mark
    end
end
if applied == #paths then
    return {'OK', replicas}
end
if failed > 0 then
    return {'FAILED', replicas, redis.call('HGET', KEYS[2], '!' .. token)}
end
if other or applied > 0 then
    return {'FENCED', replicas, other or 'C'}
end
-- what was read is looked at when a unit votes, and by a redo, which can be run again; the outcome of an original is decided
local against = forbidden(ARGV, at) or (before ~= '' and changed(read)) or mistyped(needed)
if against then
    return against
end
local problem = apply(ARGV, at)
for _, path in ipairs(paths) do
    redis.call('HSET', KEYS[2], path, (problem and 'F' or 'C') .. token)
end
if KEYS[3] then
    redis.call('ZADD', KEYS[3], 0, ended)
end
if problem then
    redis.call('HSET', KEYS[2], '!' .. token, problem)
    return {'FAILED', replicas, problem}
end
return {'OK', replicas}
