-- What all scripts begin with. KEYS[1] counts replicas; ARGV[1] is how many the caller has seen.
local seen = tonumber(redis.call('GET', KEYS[1]) or '0')
local told = tonumber(ARGV[1])
if told < 0 then
    seen = -told - 1
elseif told > seen then
    seen = told
end
local replicas = tostring(seen)
local at = 2

local function take()
    local value = ARGV[at]
    at = at + 1
    return value
end

local function takeList()
    local list = {}
    for i = 1, tonumber(take()) do
        list[i] = take()
    end
    return list
end

-- What the caller has read must still be so: an answer that speaks against it, or nil.
local function changed(read)
    for i = 1, #read, 2 do
        local value = redis.call('DUMP', read[i])
        if (value and redis.sha1hex(value) or '') ~= read[i + 1] then
            return {'CHANGED', replicas, read[i]}
        end
    end
    return nil
end

-- What the queue needs must be there: an answer that speaks against it, or nil.
local function mistyped(needed)
    for i = 1, #needed, 2 do
        local type = redis.call('TYPE', needed[i]).ok
        if type ~= 'none' and type ~= needed[i + 1] then
            return {'TYPE', replicas, needed[i], needed[i + 1], type}
        end
    end
    return nil
end

-- Takes what was read and what is needed; an answer that speaks against one of them, or nil.
local function objection()
    local read, needed = takeList(), takeList()
    return changed(read) or mistyped(needed)
end
