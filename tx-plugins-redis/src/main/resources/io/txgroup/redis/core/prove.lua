
-- KEYS: replicas, marks[, ended]; ARGV: seen, the mark that this leaves (T or D), whether one must stand already (+ or ''),
-- what has ended, number of paths, paths
local leaves, confirms, ended = take(), take(), take()
local paths = takeList()
local letters, missing, failed = {}, 0, ''
for _, path in ipairs(paths) do
    local mark = redis.call('HGET', KEYS[2], path)
    if mark then
        letters[string.sub(mark, 1, 1)] = true
        if string.sub(mark, 1, 1) == 'F' then
            failed = redis.call('HGET', KEYS[2], '!' .. string.sub(mark, 2)) or ''
        end
    else
        missing = missing + 1
    end
end
if letters['P'] then
    return {'IN_FLIGHT', replicas}
end
if letters['C'] then
    local mixed = missing > 0 or letters['T'] or letters['D'] or letters['F']
    return {mixed and 'UNKNOWN' or 'COMMITTED', replicas}
end
if letters['F'] and leaves == 'T' then
    return {'FAILED', replicas, failed}
end
if confirms ~= '' and missing == #paths then
    return {'UNKNOWN', replicas}
end
for _, path in ipairs(paths) do
    local mark = redis.call('HGET', KEYS[2], path)
    if not mark or (leaves == 'D' and mark ~= 'D') then
        redis.call('HSET', KEYS[2], path, leaves)
    end
end
if KEYS[3] then
    redis.call('ZADD', KEYS[3], 0, ended)
end
return {'LOST', replicas}
