package io.txgroup.manager.store;

import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.async.RedisScriptingAsyncCommands;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/** A script that the server keeps under its digest. A server that does not have it has not run it, and gets it whole. */
final class Script {
    private final String text;
    private final String digest;

    Script(String text) {
        this.text = text;
        this.digest = sha1(text);
    }

    CompletionStage<Reply> run(RedisScriptingAsyncCommands<String, byte[]> commands, String[] keys, byte[]... values) {
        return commands.<List<Object>>evalsha(digest, ScriptOutputType.MULTI, keys, values)
                .exceptionallyCompose(failure -> {
                    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
                    if (cause instanceof RedisNoScriptException) {
                        return runWhole(commands, keys, values);
                    }
                    return CompletableFuture.failedStage(cause == null ? failure : cause);
                })
                .thenApply(Reply::new);
    }

    /** Runs it without asking whether the server has it: for the gate, which can't try twice. */
    CompletionStage<List<Object>> runWhole(
            RedisScriptingAsyncCommands<String, byte[]> commands, String[] keys, byte[]... values) {
        return commands.eval(text, ScriptOutputType.MULTI, keys, values);
    }

    private static String sha1(String text) {
        try {
            MessageDigest sha1 = MessageDigest.getInstance("SHA-1");
            return HexFormat.of().formatHex(sha1.digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-1", e);
        }
    }
}
