package io.txgroup.verification.simulation.redis;

import io.txgroup.verification.simulation.redis.RedisData.Status;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.luaj.vm2.Globals;
import org.luaj.vm2.LoadState;
import org.luaj.vm2.LuaClosure;
import org.luaj.vm2.LuaError;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Prototype;
import org.luaj.vm2.Varargs;
import org.luaj.vm2.compiler.LuaC;
import org.luaj.vm2.lib.BaseLib;
import org.luaj.vm2.lib.MathLib;
import org.luaj.vm2.lib.PackageLib;
import org.luaj.vm2.lib.StringLib;
import org.luaj.vm2.lib.TableLib;
import org.luaj.vm2.lib.VarArgFunction;

/** Runs scripts as Redis does: the text itself, with what it gives a script of Lua 5.1. Not thread-safe. */
final class Scripts {
    private static final Map<String, Prototype> COMPILED = new ConcurrentHashMap<>();

    private final Globals globals = new Globals();
    private @Nullable Commands commands;

    /** What a script does to its server's data. */
    interface Commands {
        @Nullable
        Object call(List<String> words) throws RedisError;
    }

    Scripts() {
        globals.load(new BaseLib());
        globals.load(new PackageLib());
        globals.load(new TableLib());
        globals.load(new StringLib());
        globals.load(new MathLib());
        LoadState.install(globals);
        LuaC.install(globals);
        globals.set("unpack", globals.get("table").get("unpack"));
        globals.set("loadstring", globals.get("load"));
        LuaTable redis = new LuaTable();
        redis.set("call", function(this::call));
        redis.set("pcall", function(this::protectedCall));
        redis.set("sha1hex", function(args -> text(sha1(text(args.checkstring(1))))));
        globals.set("redis", redis);
    }

    private interface Body {
        Varargs of(Varargs args);
    }

    private static VarArgFunction function(Body body) {
        return new VarArgFunction() {
            @Override
            public Varargs invoke(Varargs args) {
                return body.of(args);
            }
        };
    }

    /**
     * Runs a script; what it answers.
     *
     * @throws RedisError if it failed; what it did before is done
     */
    @Nullable
    Object run(String text, List<String> keys, List<String> args, Commands does) throws RedisError {
        globals.set("KEYS", table(keys));
        globals.set("ARGV", table(args));
        commands = does;
        try {
            return answer(new LuaClosure(COMPILED.computeIfAbsent(text, this::compiled), globals).call());
        } catch (LuaError e) {
            throw new RedisError("ERR Error running script: " + e.getMessage());
        } finally {
            commands = null;
        }
    }

    private Prototype compiled(String text) {
        try {
            byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
            return globals.compilePrototype(new ByteArrayInputStream(bytes), "script");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Varargs call(Varargs args) {
        try {
            return done(args);
        } catch (RedisError e) {
            throw new LuaError(e.said());
        }
    }

    private Varargs protectedCall(Varargs args) {
        try {
            return done(args);
        } catch (RedisError e) {
            LuaTable error = new LuaTable();
            error.set("err", text(e.said()));
            return error;
        }
    }

    private LuaValue done(Varargs args) throws RedisError {
        List<String> words = new ArrayList<>();
        for (int i = 1; i <= args.narg(); i++) {
            words.add(text(args.checkstring(i)));
        }
        if (commands == null) {
            throw new IllegalStateException("No script runs, and " + words + " is called");
        }
        return value(commands.call(words));
    }

    // ---- as Redis turns values into those of Lua, and back

    private static LuaValue value(@Nullable Object answer) {
        if (answer == null) {
            return LuaValue.FALSE;
        } else if (answer instanceof Long number) {
            return LuaValue.valueOf(number);
        } else if (answer instanceof Status status) {
            LuaTable ok = new LuaTable();
            ok.set("ok", text(status.text()));
            return ok;
        } else if (answer instanceof List<?> list) {
            return table(list);
        }
        return text((String) answer);
    }

    private static LuaTable table(List<?> items) {
        LuaTable table = new LuaTable(items.size(), 0);
        for (int i = 0; i < items.size(); i++) {
            table.set(i + 1, text((String) items.get(i)));
        }
        return table;
    }

    private static @Nullable Object answer(LuaValue value) throws RedisError {
        if (value instanceof LuaString string) {
            return text(string);
        } else if (value.isnumber()) {
            return (long) value.todouble();
        } else if (value.istable()) {
            return answer(value.checktable());
        }
        return value.toboolean() ? 1L : null;
    }

    private static Object answer(LuaTable table) throws RedisError {
        if (!table.get("err").isnil()) {
            throw new RedisError(text(table.get("err").checkstring()));
        }
        if (!table.get("ok").isnil()) {
            return new Status(text(table.get("ok").checkstring()));
        }
        List<@Nullable Object> items = new ArrayList<>();
        for (int i = 1; !table.get(i).isnil(); i++) {
            items.add(answer(table.get(i)));
        }
        return items;
    }

    private static LuaString text(String text) {
        return LuaString.valueUsing(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static String text(LuaString string) {
        return new String(string.m_bytes, string.m_offset, string.m_length, StandardCharsets.ISO_8859_1);
    }

    static String sha1(String text) {
        try {
            byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java runtime has SHA-1, this one does not", e);
        }
    }
}
