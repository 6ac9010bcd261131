package io.txgroup.verification.chaos.links;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LinkTests {
    private static final int LONG = 30_000;
    private static final int SHORT = 50;

    private final Links links = new Links();
    private final Link link = links.between("here", "there");
    private ServerSocket server;

    @BeforeEach
    void start() throws IOException {
        server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        links.moved("there", server.getLocalPort());
    }

    @AfterEach
    void stop() throws IOException {
        links.close();
        server.close();
    }

    @Test
    void carriesBothWaysAndTheEndToo() throws IOException {
        try (Socket near = connect();
                Socket far = accept()) {
            say(near, 1);
            assertThat(hear(far)).isEqualTo(1);
            say(far, 2);
            assertThat(hear(near)).isEqualTo(2);
            say(near, 3);
            near.close();
            assertThat(hear(far)).isEqualTo(3);
            assertThat(hear(far)).isEqualTo(-1);
        }
    }

    @Test
    void breaksConnectionsAndLetsNobodyConnectWhileItIsCut() throws IOException {
        try (Socket near = connect();
                Socket far = accept()) {
            say(near, 1);
            assertThat(hear(far)).isEqualTo(1);
            link.suffer(Fault.CUT);
            assertThatThrownBy(() -> hear(near)).isInstanceOf(SocketException.class);
            assertThatThrownBy(() -> hear(far)).isInstanceOf(SocketException.class);
            assertThatThrownBy(this::connect).isInstanceOf(IOException.class);
        }
        link.heal();
        carriesBothWaysAndTheEndToo();
    }

    @ParameterizedTest
    @EnumSource(names = {"STALLED", "STALLED_THERE", "STALLED_BACK"})
    void holdsBackWhatItStallsUntilItIsHealed(Fault fault) throws IOException {
        try (Socket near = connect();
                Socket far = accept()) {
            say(near, 1);
            assertThat(hear(far)).isEqualTo(1);
            link.suffer(fault);
            say(near, 2);
            say(far, 3);
            if (fault == Fault.STALLED_BACK) {
                assertThat(hear(far)).isEqualTo(2);
            } else {
                assertThat(hearsNothing(far)).isTrue();
            }
            if (fault == Fault.STALLED_THERE) {
                assertThat(hear(near)).isEqualTo(3);
            } else {
                assertThat(hearsNothing(near)).isTrue();
            }
            link.heal();
            if (fault != Fault.STALLED_BACK) {
                assertThat(hear(far)).isEqualTo(2);
            }
            if (fault != Fault.STALLED_THERE) {
                assertThat(hear(near)).isEqualTo(3);
            }
        }
    }

    @Test
    void keepsWhatItCarriesAndLetsNobodyConnectWhenItsTargetIsClosing() throws IOException {
        try (Socket near = connect();
                Socket far = accept()) {
            say(near, 1);
            assertThat(hear(far)).isEqualTo(1);
            links.closing("there");
            assertThatThrownBy(this::connect).isInstanceOf(IOException.class);
            say(near, 2);
            assertThat(hear(far)).isEqualTo(2);
            say(far, 3);
            assertThat(hear(near)).isEqualTo(3);
        }
    }

    @Test
    void tellsAfterAStallThatTheOtherEndIsGone() throws IOException {
        try (Socket near = connect()) {
            try (Socket far = accept()) {
                say(near, 1);
                assertThat(hear(far)).isEqualTo(1);
                link.suffer(Fault.STALLED);
                say(far, 2);
            }
            link.heal();
            assertThat(hear(near)).isEqualTo(2);
            assertThat(hear(near)).isEqualTo(-1);
        }
    }

    @Test
    void losesWhatIsOnItsWayWhenItIsReset() throws IOException {
        try (Socket near = connect();
                Socket far = accept()) {
            say(near, 1);
            assertThat(hear(far)).isEqualTo(1);
            link.suffer(Fault.STALLED);
            say(near, 2);
            link.reset();
            assertThatThrownBy(() -> hear(near)).isInstanceOf(SocketException.class);
            assertThatThrownBy(() -> hear(far)).isInstanceOf(SocketException.class);
        }
        link.heal();
        carriesBothWaysAndTheEndToo();
    }

    @Test
    void reachesWhoeverTookThePlaceOfAProcessThatIsGone() throws IOException {
        int port = link.port();
        links.gone("there");
        assertThatThrownBy(this::connect).isInstanceOf(IOException.class);
        server.close();
        start();
        assertThat(link.port()).isEqualTo(port);
        carriesBothWaysAndTheEndToo();
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), link.port());
        socket.setSoTimeout(LONG);
        return socket;
    }

    private Socket accept() throws IOException {
        server.setSoTimeout(LONG);
        Socket socket = server.accept();
        socket.setSoTimeout(LONG);
        return socket;
    }

    private static void say(Socket socket, int word) throws IOException {
        socket.getOutputStream().write(word);
    }

    private static int hear(Socket socket) throws IOException {
        return socket.getInputStream().read();
    }

    private static boolean hearsNothing(Socket socket) throws IOException {
        socket.setSoTimeout(SHORT);
        try {
            hear(socket);
            return false;
        } catch (SocketTimeoutException nothing) {
            return true;
        } finally {
            socket.setSoTimeout(LONG);
        }
    }
}
