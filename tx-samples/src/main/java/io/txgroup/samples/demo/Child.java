package io.txgroup.samples.demo;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.util.Arrays;

/**
 * Runs the main method of the class named first, in a process that ends with its launcher: the launcher holds the other
 * end of this process's standard input, and the system closes that end however the launcher dies.
 */
public final class Child {
    private Child() {}

    public static void main(String[] args) throws Throwable {
        Thread watch = new Thread(Child::haltWithTheLauncher, "launcher-watch");
        watch.setDaemon(true);
        watch.start();
        try {
            Class.forName(args[0]).getMethod("main", String[].class).invoke(null, (Object)
                    Arrays.copyOfRange(args, 1, args.length));
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    private static void haltWithTheLauncher() {
        awaitEndOfInput();
        Runtime.getRuntime().halt(0);
    }

    /** Returns when the launcher closed this process's standard input or is gone. */
    static void awaitEndOfInput() {
        try {
            while (System.in.read() >= 0) {
                // the launcher says nothing; it only holds the line
            }
        } catch (IOException e) {
            // a broken line is an ended one
        }
    }
}
