package io.txgroup.manager.store;

/** The scripts; they run on Redis 6.2 and later, each in one slot, and each answers the server's time. */
final class StoreScripts {
    private static final String NOW =
            """
            local t = redis.call('TIME')
            local now = t[1] * 1000 + math.floor(t[2] / 1000)
            """;

    /**
     * The shard's epoch, and the earlier ones that are carried over; a new one, named by the token, if there is none or
     * another server made it. An earlier epoch is carried over only if no outcome told in it can be missing here: this
     * server was a replica of the very master that made it and the gate waited for replicas (the mark's replid is what a
     * promoted replica calls master_replid2), or it is the same process, which gave itself a new replid when its first
     * replica came (master_replid2 is all zeros then). A restarted master carries nothing over. A replica refuses.
     */
    private static final String EPOCH =
            """
            local function epoch(key, replicas, token)
              local replication = redis.call('INFO', 'replication')
              if not string.find(replication, 'role:master', 1, true) then
                error('this server is a replica, the store is on its master')
              end
              local run_id = string.match(redis.call('INFO', 'server'), 'run_id:(%w+)')
              local replid = string.match(replication, 'master_replid:(%w+)')
              local made = redis.call('HMGET', key, 'token', 'run_id', 'replid', 'carried')
              if made[1] and made[2] == run_id and made[3] == replid then
                return made[1], made[4] or ' '
              end
              local carried = ' '
              local replid2 = string.match(replication, 'master_replid2:(%w+)')
              local promoted = made[3] == replid2 and tonumber(redis.call('GET', replicas) or '0') > 0
              local renamed = made[2] == run_id and not string.find(replid2, '[^0]')
              if promoted or renamed then
                carried = string.sub((made[4] or ' ') .. made[1] .. ' ', -400)
              end
              redis.call('HSET', key, 'token', token, 'run_id', run_id, 'replid', replid, 'carried', carried)
              return token, carried
            end
            """;

    /**
     * Writes a record, its entry in the index of what is due, and until when it is kept; empty: not, for ever. The entry in
     * the index of compensations stays when it is made; of the oldest ones some are dropped whose records are gone.
     */
    private static final String PUT =
            """
            local function put(version, bytes, id, due, expiry, lost)
              redis.call('HSET', KEYS[1], 'v', version, 'd', bytes)
              if due == '' then redis.call('ZREM', KEYS[2], id) else redis.call('ZADD', KEYS[2], due, id) end
              if expiry == '' then redis.call('PERSIST', KEYS[1]) else redis.call('PEXPIREAT', KEYS[1], expiry) end
              if lost ~= '' and redis.call('ZADD', KEYS[5], 0, lost) == 1 then
                local groups = string.sub(KEYS[1], 1, -1 - #id)
                for _, old in ipairs(redis.call('ZRANGE', KEYS[5], 0, 2)) do
                  if redis.call('EXISTS', groups .. string.sub(old, 15)) == 0 then redis.call('ZREM', KEYS[5], old) end
                end
              end
            end
            """;

    /** KEYS group due epoch replicas compensations; ARGV token, group's epoch, not-after, version, bytes, id, due, expiry, key. */
    static final Script CREATE = new Script(
            NOW + EPOCH + PUT
                    + """
                    local current = epoch(KEYS[3], KEYS[4], ARGV[1])
                    local old = redis.call('HMGET', KEYS[1], 'v', 'd')
                    if old[1] then return {now, 'EXISTS', current, old[1], old[2]} end
                    if current ~= ARGV[2] then return {now, 'OTHER_EPOCH', current} end
                    if now > tonumber(ARGV[3]) then return {now, 'TOO_LATE', current} end
                    put(ARGV[4], ARGV[5], ARGV[6], ARGV[7], ARGV[8], ARGV[9])
                    return {now, 'CREATED', current}
                    """);

    /** KEYS group due epoch replicas; ARGV token. */
    static final Script LOAD = new Script(
            NOW + EPOCH
                    + """
                    local current = epoch(KEYS[3], KEYS[4], ARGV[1])
                    local old = redis.call('HMGET', KEYS[1], 'v', 'd')
                    if old[1] then return {now, current, old[1], old[2]} end
                    return {now, current}
                    """);

    /**
     * KEYS group due epoch replicas compensations; ARGV token, expected version, not-after or empty, epoch or empty, version,
     * bytes, id, due, expiry, key of its compensation or empty.
     */
    static final Script COMPARE_AND_SET = new Script(
            NOW + EPOCH + PUT
                    + """
                    if redis.call('HGET', KEYS[1], 'v') ~= ARGV[2] then return {now, 'CONFLICT'} end
                    if ARGV[3] ~= '' and now > tonumber(ARGV[3]) then return {now, 'TOO_LATE'} end
                    if ARGV[4] ~= '' then
                      local current, carried = epoch(KEYS[3], KEYS[4], ARGV[1])
                      if current ~= ARGV[4] and not string.find(carried, ' ' .. ARGV[4] .. ' ', 1, true) then
                        return {now, 'OTHER_EPOCH'}
                      end
                    end
                    put(ARGV[5], ARGV[6], ARGV[7], ARGV[8], ARGV[9], ARGV[10])
                    return {now, 'WRITTEN'}
                    """);

    /** KEYS epoch replicas; ARGV token. */
    static final Script CLOCK = new Script(NOW + EPOCH + "return {now, (epoch(KEYS[1], KEYS[2], ARGV[1]))}");

    /** KEYS epoch replicas group...; ARGV token. Answers the epoch, then for each group whether it is there. */
    static final Script ABSENT = new Script(
            NOW + EPOCH
                    + """
                    local answer = {now, (epoch(KEYS[1], KEYS[2], ARGV[1]))}
                    for i = 3, #KEYS do
                      answer[i] = redis.call('EXISTS', KEYS[i])
                    end
                    return answer
                    """);

    /** KEYS due; ARGV limit, lease in milliseconds, what a group's key begins with. */
    static final Script TAKE_DUE = new Script(
            NOW
                    + """
                    local answer = {now}
                    local later = string.format('%.0f', now + tonumber(ARGV[2]))
                    for _, id in ipairs(redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', now, 'LIMIT', 0, ARGV[1])) do
                      if redis.call('EXISTS', ARGV[3] .. id) == 1 then
                        redis.call('ZADD', KEYS[1], later, id)
                        answer[#answer + 1] = id
                      else
                        redis.call('ZREM', KEYS[1], id)
                      end
                    end
                    return answer
                    """);

    /** KEYS due; ARGV cursor, about how many, what a group's key begins with. Answers the next cursor, then the records. */
    static final Script LIST = new Script(
            NOW
                    + """
                    local found = redis.call('ZSCAN', KEYS[1], ARGV[1], 'COUNT', ARGV[2])
                    local answer = {now, found[1]}
                    for i = 1, #found[2], 2 do
                      local kept = redis.call('HMGET', ARGV[3] .. found[2][i], 'v', 'd')
                      if kept[1] then
                        answer[#answer + 1] = kept[1]
                        answer[#answer + 1] = kept[2]
                      end
                    end
                    return answer
                    """);

    /**
     * KEYS compensations; ARGV upper limit, how many, what a group's key begins with. A key is 13 digits, a colon, and the
     * group; it is dropped when the group's record is gone.
     */
    static final Script COMPENSATIONS = new Script(
            NOW
                    + """
                    local answer = {now}
                    local upper = ARGV[1]
                    local wanted = tonumber(ARGV[2])
                    repeat
                      local found = redis.call('ZREVRANGEBYLEX', KEYS[1], upper, '-', 'LIMIT', 0, wanted)
                      for _, key in ipairs(found) do
                        upper = '(' .. key
                        if redis.call('EXISTS', ARGV[3] .. string.sub(key, 15)) == 0 then
                          redis.call('ZREM', KEYS[1], key)
                        elseif #answer <= wanted then
                          answer[#answer + 1] = key
                        end
                      end
                    until #found < wanted or #answer > wanted
                    return answer
                    """);

    /**
     * Reads versions and, if a WAIT follows, writes, so that the WAIT on the same connection covers whatever was read. KEYS
     * gate replicas group...; ARGV the known number of replicas, and 'set' if it was fixed or else 'raise'. Answers the number
     * that the shard remembers, then the versions.
     */
    static final Script GATE = new Script(
            NOW
                    + """
                    local remembered = tonumber(redis.call('GET', KEYS[2]) or '0')
                    local known = tonumber(ARGV[1])
                    if known > remembered or (ARGV[2] == 'set' and known < remembered) then
                      redis.call('SET', KEYS[2], known)
                      remembered = known
                    end
                    if known > 0 then
                      redis.call('INCR', KEYS[1])
                    end
                    local answer = {now, remembered}
                    for i = 3, #KEYS do
                      answer[i] = redis.call('HGET', KEYS[i], 'v')
                    end
                    return answer
                    """);

    private StoreScripts() {}
}
