package io.txgroup.redis;

import io.txgroup.redis.core.WireCommand;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * What is known of each command of Redis: what a group does with it, where its keys are, and which type they must have. One
 * that is not here is refused: a write that was taken for a read would be out of the group.
 */
final class CommandTable {
    /**
     * Kind, keys, type, names. Keys: {@code 1} the first argument, {@code 1-2} two of them, {@code 1*} all, {@code 1/2} every
     * other one, {@code n2} as many as the second argument says, after it; {@code 1+n2} both; {@code s} after STREAMS;
     * {@code -} none. Type: what a write needs there; with {@code ~} it may be gone afterwards, with {@code =} it is there
     * afterwards whatever was before, {@code ?} nobody knows.
     */
    private static final String TABLE =
            """
            READ 1 - GET GETRANGE SUBSTR STRLEN GETBIT BITCOUNT BITPOS BITFIELD_RO
            READ 1 - LRANGE LINDEX LLEN LPOS SMEMBERS SISMEMBER SMISMEMBER SCARD SRANDMEMBER SSCAN
            READ 1 - HGET HMGET HGETALL HKEYS HVALS HLEN HEXISTS HSTRLEN HSCAN HRANDFIELD HTTL HPTTL HEXPIRETIME HPEXPIRETIME
            READ 1 - ZRANGE ZREVRANGE ZRANGEBYSCORE ZREVRANGEBYSCORE ZRANGEBYLEX ZREVRANGEBYLEX ZCARD ZCOUNT ZLEXCOUNT ZRANK
            READ 1 - ZREVRANK ZSCORE ZMSCORE ZSCAN ZRANDMEMBER GEODIST GEOHASH GEOPOS GEORADIUS_RO GEORADIUSBYMEMBER_RO GEOSEARCH
            READ 1 - XLEN XRANGE XREVRANGE XPENDING TYPE TTL PTTL EXPIRETIME PEXPIRETIME DUMP SORT_RO
            READ 1 - VCARD VDIM VEMB VGETATTR VINFO VLINKS VRANDMEMBER VSIM
            READ 2 - OBJECT XINFO
            READ 1* - MGET EXISTS TOUCH SINTER SUNION SDIFF PFCOUNT
            READ 1-2 - LCS
            READ n1 - SINTERCARD ZUNION ZINTER ZDIFF ZINTERCARD
            READ n2 - EVAL_RO EVALSHA_RO FCALL_RO
            READ s - XREAD
            READ - - KEYS SCAN RANDOMKEY DBSIZE PING ECHO TIME INFO LASTSAVE COMMAND ROLE PUBSUB SLOWLOG LATENCY MEMORY HELLO
            WRITE 1 =string SET SETEX PSETEX
            WRITE 1 string APPEND SETRANGE SETBIT
            WRITE 1 string PFADD
            WRITE 1* string PFMERGE
            WRITE 1/2 =string MSET
            WRITE 1* =string BITOP
            WRITE 1 list LPUSH RPUSH LPUSHX RPUSHX LSET LINSERT
            WRITE 1 list~ LTRIM LREM
            WRITE 1 set SADD
            WRITE 1 set~ SREM
            WRITE 1* ? SINTERSTORE SUNIONSTORE SDIFFSTORE
            WRITE 1 hash HSET HMSET
            WRITE 1 hash~ HDEL HEXPIRE HPEXPIRE HEXPIREAT HPEXPIREAT HPERSIST
            WRITE 1 zset ZADD GEOADD
            WRITE 1 zset~ ZREM ZREMRANGEBYSCORE ZREMRANGEBYRANK ZREMRANGEBYLEX
            WRITE 1+n2 ? ZUNIONSTORE ZINTERSTORE ZDIFFSTORE
            WRITE 1-2 ? ZRANGESTORE GEOSEARCHSTORE RENAME
            WRITE 1 stream XDEL XTRIM XACK XSETID
            WRITE 2 ? XGROUP
            WRITE 1* =none DEL UNLINK
            WRITE 1 ~ EXPIRE PEXPIRE EXPIREAT PEXPIREAT PERSIST
            WRITE 1 ? RESTORE
            READ 1 - SORT GEORADIUS GEORADIUSBYMEMBER
            WRITE 1 ? VADD VREM VSETATTR
            WRITE 1 - PUBLISH SPUBLISH
            WRITE n2 ? EVAL
            ANSWERED 1 string INCR DECR INCRBY DECRBY INCRBYFLOAT GETSET BITFIELD
            ANSWERED 1 =string SETNX
            ANSWERED 1/2 ? MSETNX
            ANSWERED 1 string~ GETDEL GETEX
            ANSWERED 1 list~ LPOP RPOP
            ANSWERED 1-2 ? RPOPLPUSH LMOVE SMOVE COPY RENAMENX
            ANSWERED n1 ? LMPOP ZMPOP
            ANSWERED 1 set~ SPOP
            ANSWERED 1 hash HSETNX HINCRBY HINCRBYFLOAT HSETEX
            ANSWERED 1 hash~ HGETDEL HGETEX
            ANSWERED 1 zset ZINCRBY
            ANSWERED 1 zset~ ZPOPMIN ZPOPMAX
            ANSWERED 1 stream XADD XCLAIM XAUTOCLAIM XACKDEL XDELEX
            BLOCKING - - BLPOP BRPOP BRPOPLPUSH BLMOVE BLMPOP BZPOPMIN BZPOPMAX BZMPOP WAIT WAITAOF MONITOR
            TRANSACTION - - MULTI EXEC DISCARD WATCH UNWATCH
            SUBSCRIPTION - - SUBSCRIBE PSUBSCRIBE SSUBSCRIBE UNSUBSCRIBE PUNSUBSCRIBE SUNSUBSCRIBE
            AT_ONCE - - XREADGROUP FCALL MOVE MIGRATE
            SERVER - - FLUSHDB FLUSHALL SWAPDB SELECT AUTH RESET QUIT READONLY READWRITE ASKING SHUTDOWN SAVE BGSAVE BGREWRITEAOF
            SERVER - - CONFIG CLIENT SCRIPT FUNCTION CLUSTER ACL MODULE REPLICAOF SLAVEOF FAILOVER DEBUG SYNC PSYNC REPLCONF
            """;

    /** What these can do without changing anything: the rest of them is refused. */
    private static final Map<String, Set<String>> READING = Map.of(
            "CONFIG", Set.of("GET"),
            "CLIENT", Set.of("ID", "GETNAME", "LIST", "INFO"),
            "SCRIPT", Set.of("LOAD", "EXISTS"),
            "CLUSTER",
                    Set.of("KEYSLOT", "NODES", "SLOTS", "SHARDS", "INFO", "MYID", "COUNTKEYSINSLOT", "GETKEYSINSLOT"),
            "ACL", Set.of("WHOAMI", "LIST", "USERS", "GETUSER"));

    private static final Entry STRANGE = new Entry(CommandKind.UNKNOWN, "-", "-");
    private static final Map<String, Entry> KNOWN = parse();

    private final Map<String, Entry> entries;

    /** Of the application's own: a module's commands have their key first. */
    CommandTable(Collection<String> reads, Collection<String> writes) {
        entries = new HashMap<>(KNOWN);
        reads.forEach(name -> add(name, CommandKind.READ));
        writes.forEach(name -> add(name, CommandKind.WRITE));
    }

    private void add(String name, CommandKind kind) {
        String command = name.toUpperCase(Locale.ROOT);
        if (KNOWN.containsKey(command)) {
            throw new IllegalArgumentException("tx.redis.reads and tx.redis.writes are for commands of modules, and "
                    + command + " is one of Redis itself, which is known: take it out");
        }
        entries.put(command, new Entry(kind, "1", "?"));
    }

    private record Entry(CommandKind kind, String keys, String type) {}

    private static Map<String, Entry> parse() {
        Map<String, Entry> parsed = new HashMap<>();
        TABLE.lines().forEach(line -> {
            String[] parts = line.trim().split(" ", -1);
            Entry entry = new Entry(CommandKind.valueOf(parts[0]), parts[1], parts[2]);
            for (int i = 3; i < parts.length; i++) {
                parsed.put(parts[i], entry);
            }
        });
        return parsed;
    }

    private Entry entry(WireCommand command) {
        return entries.getOrDefault(command.name(), STRANGE);
    }

    /** What a group does with it, its options seen. */
    CommandKind kind(WireCommand command) {
        CommandKind kind = entry(command).kind();
        return switch (command.name()) {
            case "SET" ->
                command.has(3, "NX") || command.has(3, "XX") || command.has(3, "GET") ? CommandKind.ANSWERED : kind;
            case "GETEX" -> command.size() == 2 ? CommandKind.READ : kind;
            case "ZADD" -> command.has(2, "INCR") ? CommandKind.ANSWERED : kind;
            case "BITFIELD" -> command.has(2, "SET") || command.has(2, "INCRBY") ? kind : CommandKind.READ;
            case "SORT" -> command.has(2, "STORE") ? CommandKind.WRITE : CommandKind.READ;
            case "GEORADIUS", "GEORADIUSBYMEMBER" ->
                command.has(2, "STORE") || command.has(2, "STOREDIST") ? CommandKind.WRITE : CommandKind.READ;
            case "XREAD" -> command.has(1, "BLOCK") ? CommandKind.BLOCKING : kind;
            default ->
                READING.getOrDefault(command.name(), Set.of()).contains(command.word(1)) ? CommandKind.READ : kind;
        };
    }

    /** What a write needs its keys to be, as the table has it. */
    String type(WireCommand command) {
        return switch (command.name()) {
            case "SORT", "GEORADIUS", "GEORADIUSBYMEMBER" -> "?";
            default -> entry(command).type();
        };
    }

    /** Its keys, or of PUBLISH the channel; empty if it has none. */
    List<byte[]> keys(WireCommand command) {
        String where = entry(command).keys();
        return switch (command.name()) {
            case "SORT", "GEORADIUS", "GEORADIUSBYMEMBER" -> withStored(command);
            case "BITOP" -> from(command, 2, command.size(), 1);
            default -> keys(command, where);
        };
    }

    private static List<byte[]> keys(WireCommand command, String where) {
        return switch (where) {
            case "-" -> List.of();
            case "1" -> from(command, 1, 2, 1);
            case "2" -> from(command, 2, 3, 1);
            case "1-2" -> from(command, 1, 3, 1);
            case "1*" -> from(command, 1, command.size(), 1);
            case "1/2" -> from(command, 1, command.size(), 2);
            case "n1" -> counted(command, 1);
            case "n2" -> counted(command, 2);
            case "1+n2" -> {
                List<byte[]> all = new ArrayList<>(from(command, 1, 2, 1));
                all.addAll(counted(command, 2));
                yield all;
            }
            case "s" -> streams(command);
            default -> throw new IllegalStateException("The table has no such place of keys: " + where);
        };
    }

    private static List<byte[]> from(WireCommand command, int first, int end, int step) {
        List<byte[]> keys = new ArrayList<>();
        for (int i = first; i < Math.min(end, command.size()); i += step) {
            keys.add(command.words().get(i));
        }
        return keys;
    }

    private static List<byte[]> counted(WireCommand command, int at) {
        int count = command.size() > at ? Integer.parseInt(command.word(at)) : 0;
        return from(command, at + 1, at + 1 + count, 1);
    }

    private static List<byte[]> streams(WireCommand command) {
        for (int i = 1; i < command.size(); i++) {
            if (command.word(i).equals("STREAMS")) {
                return from(command, i + 1, i + 1 + (command.size() - i - 1) / 2, 1);
            }
        }
        return List.of();
    }

    private static List<byte[]> withStored(WireCommand command) {
        List<byte[]> keys = new ArrayList<>(from(command, 1, 2, 1));
        for (int i = 2; i + 1 < command.size(); i++) {
            if (command.word(i).equals("STORE") || command.word(i).equals("STOREDIST")) {
                keys.add(command.words().get(i + 1));
            }
        }
        return keys;
    }
}
