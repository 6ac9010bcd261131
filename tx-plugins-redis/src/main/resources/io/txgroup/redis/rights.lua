-- KEYS: one that nobody has, where parts and marks will be; ARGV: commands to try besides. The commands that this user may not run.
local refused, isRefused = {}, {}
local function try(command, ...)
    local result = redis.pcall(command, ...)
    local problem = type(result) == 'table' and result.err or ''
    -- whatever else speaks against it, a full memory for instance, is none of the user's rights
    if string.find(problem, "can't run this command", 1, true) or string.find(problem, 'NOPERM', 1, true)
        or string.find(problem, 'ACL failure', 1, true) then
        if not isRefused[command] then
            isRefused[command] = true
            refused[#refused + 1] = command
        end
    end
end

local key = KEYS[1]
-- if DEL is refused, it goes by itself
try('SET', key, '', 'PX', '1000')
try('GET', key)
try('TYPE', key)
for _, command in ipairs(ARGV) do
    try(command, key)
end
try('DEL', key)
try('HSET', key, 'field', '')
try('HGET', key, 'field')
try('HGETALL', key)
try('DEL', key)
try('RPUSH', key, '')
try('LRANGE', key, '0', '0')
try('DEL', key)
try('ZADD', key, '0', '')
try('ZRANGEBYLEX', key, '-', '+')
try('ZREM', key, '')
return refused
