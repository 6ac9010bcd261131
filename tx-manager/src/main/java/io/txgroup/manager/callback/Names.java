package io.txgroup.manager.callback;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** The port to the machine's name service; may block for as long as that does. */
@FunctionalInterface
interface Names {
    /** All addresses of a host, or what an address says. */
    InetAddress[] of(String host) throws UnknownHostException;
}
