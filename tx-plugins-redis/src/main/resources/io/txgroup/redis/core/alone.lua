
-- KEYS: replicas, once; ARGV: seen, read, needed, commands
local done = redis.call('GET', KEYS[2])
if done then
    return done == '' and {'OK', replicas} or {'FAILED', replicas, done}
end
local read, needed = takeList(), takeList()
local against = forbidden(ARGV, at) or changed(read) or mistyped(needed)
if against then
    return against
end
local problem = apply(ARGV, at)
redis.call('SET', KEYS[2], problem or '', 'PX', 600000)
if problem then
    return {'FAILED', replicas, problem}
end
return {'OK', replicas}
