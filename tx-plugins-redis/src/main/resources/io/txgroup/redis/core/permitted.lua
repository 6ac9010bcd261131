
-- What this user may not do, of a queue that is to be applied: an answer that names it, or nil. A Redis before 7 can't tell.
local function forbidden(items, first)
    if not redis.acl_check_cmd then
        return nil
    end
    local i = first
    while i <= #items do
        local count = tonumber(items[i])
        -- a script is not run by its name, but by what it does
        if string.upper(items[i + 1]) ~= 'EVAL' and not redis.acl_check_cmd(unpack(items, i + 1, i + count)) then
            return {'FORBIDDEN', replicas, items[i + 1], count > 1 and items[i + 2] or ''}
        end
        i = i + count + 1
    end
    return nil
end
