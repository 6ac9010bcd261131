
local function evaluate(items, first, count)
    -- EVAL is not allowed in a script: the text is compiled here, with its own KEYS and ARGV
    local text = string.gsub(items[first + 1], '^#![^\n]*', '')
    local code, problem = loadstring('local KEYS, ARGV = ...; ' .. text)
    if not code then
        return problem
    end
    local keys, args = {}, {}
    local numkeys = tonumber(items[first + 2])
    for i = first + 3, first + count - 1 do
        if i < first + 3 + numkeys then
            keys[#keys + 1] = items[i]
        else
            args[#args + 1] = items[i]
        end
    end
    local ok, result = pcall(code, keys, args)
    if ok and type(result) ~= 'table' then
        return nil
    end
    if type(result) == 'table' then
        return result.err
    end
    return tostring(result)
end

-- Applies a queue in its order; what failed, in words, or nil.
local function apply(items, first)
    local failures, number, i = {}, 0, first
    while i <= #items do
        local count = tonumber(items[i])
        number = number + 1
        local problem
        if string.upper(items[i + 1]) == 'EVAL' then
            problem = evaluate(items, i + 1, count)
        else
            local result = redis.pcall(unpack(items, i + 1, i + count))
            problem = type(result) == 'table' and result.err or nil
        end
        if problem then
            failures[#failures + 1] = 'command ' .. number .. ' (' .. items[i + 1] .. ' ' .. (count > 1 and items[i + 2] or '')
                .. '): ' .. problem
        end
        i = i + count + 1
    end
    return #failures > 0 and table.concat(failures, '; ') or nil
end
