package io.txgroup.feign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.txgroup.client.spi.Calls;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every HTTP client that takes the group along does. */
abstract class OutboundContract {
    static final String REPORT_LINE = Calls.REPORT_HEADER + ": " + RecordingCalls.REPORT;

    final RecordingCalls calls = new RecordingCalls();
    final Peer peer = new Peer();
    /** A client that is made later has it. */
    Duration readTimeout = Duration.ofSeconds(30);

    /** POSTs a short text and gives the reply's; throws what the client throws. */
    abstract String call(String url);

    /** The same with something around the client that tries twice when there was no answer. */
    abstract String callWithRetry(String url);

    /** The same, copying the group's header from elsewhere. */
    abstract String callWithCopiedHeader(String url, String copied);

    @BeforeEach
    void enterGroup() {
        calls.enterGroup();
    }

    @AfterEach
    void closePeer() {
        peer.close();
    }

    @Test
    void sendsTheHeaderAndTakesTheReport() {
        peer.replies(200, "fine", REPORT_LINE);

        assertThat(call(peer.url() + "/stock?secret=1")).isEqualTo("fine");

        assertThat(peer.groupHeaders()).containsExactly(List.of("attempt-1"));
        assertThat(calls.endings()).containsExactly(List.of("answered, report " + RecordingCalls.REPORT));
        assertThat(calls.attempts.get(0).target).isEqualTo("POST " + peer.url() + "/stock");
    }

    @Test
    void saysThatAReplyHadNoReport() {
        peer.replies(200, "fine");

        call(peer.url());

        assertThat(calls.endings()).containsExactly(List.of("answered, report null"));
    }

    @Test
    void takesAReplyWithoutABody() {
        peer.replies(200, "", REPORT_LINE);

        call(peer.url());

        assertThat(calls.endings()).containsExactly(List.of("answered, report " + RecordingCalls.REPORT));
    }

    @Test
    void passesOnTwoReportsTogetherSoThatTheyCannotBeMistakenForOne() {
        peer.replies(200, "fine", REPORT_LINE, REPORT_LINE);

        call(peer.url());

        assertThat(calls.endings())
                .containsExactly(List.of("answered, report " + RecordingCalls.REPORT + "," + RecordingCalls.REPORT));
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 404, 409, 500, 503})
    void takesTheReportOfAnErrorReply(int status) {
        peer.replies(status, "no", REPORT_LINE);

        assertThatThrownBy(() -> call(peer.url())).isInstanceOf(RuntimeException.class);

        assertThat(calls.endings()).containsExactly(List.of("failed, report " + RecordingCalls.REPORT));
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 404, 409, 500, 503})
    void saysThatAnErrorReplyHadNoReport(int status) {
        peer.replies(status, "no");

        assertThatThrownBy(() -> call(peer.url())).isInstanceOf(RuntimeException.class);

        assertThat(calls.endings()).containsExactly(List.of("failed, report null"));
    }

    @Test
    void isUnansweredWhenNobodyListens() {
        peer.close();

        assertThatThrownBy(() -> call(peer.url())).isInstanceOf(RuntimeException.class);

        assertThat(calls.endings()).containsExactly(List.of("unanswered"));
    }

    @Test
    void isUnansweredWhenTheConnectionBreaksAfterTheWorkWasDone() {
        peer.breaksOff();

        assertThatThrownBy(() -> call(peer.url())).isInstanceOf(RuntimeException.class);

        assertThat(peer.groupHeaders()).first().isEqualTo(List.of("attempt-1"));
        assertThat(calls.endings()).containsExactly(List.of("unanswered"));
    }

    @Test
    void isUnansweredWhenTheBodyBreaksOff() {
        peer.breaksOffInBody(REPORT_LINE);

        assertThatThrownBy(() -> call(peer.url())).isInstanceOf(RuntimeException.class);

        assertThat(calls.endings()).containsExactly(List.of("unanswered"));
    }

    @Test
    void isUnansweredWhenTheReplyDoesNotComeInTime() {
        peer.keepsSilent();
        readTimeout = Duration.ofMillis(300);

        assertThatThrownBy(() -> call(peer.url())).isInstanceOf(RuntimeException.class);

        assertThat(calls.endings()).containsExactly(List.of("unanswered"));
    }

    @Test
    void makesEachRetryAnAttemptOfItsOwn() {
        peer.breaksOff().replies(200, "fine", REPORT_LINE);

        assertThat(callWithRetry(peer.url())).isEqualTo("fine");

        assertThat(peer.groupHeaders()).containsExactly(List.of("attempt-1"), List.of("attempt-2"));
        assertThat(calls.endings())
                .containsExactly(List.of("unanswered"), List.of("answered, report " + RecordingCalls.REPORT));
    }

    @Test
    void sendsNothingWhenTheGroupCannotGoOn() {
        RuntimeException refusal = new IllegalStateException("the group can't go on");
        calls.refuse(refusal);

        assertThatThrownBy(() -> call(peer.url())).isSameAs(refusal);

        assertThat(peer.groupHeaders()).isEmpty();
    }

    @Test
    void isNoneOfOurBusinessOutsideAGroup() {
        calls.leaveGroup();
        peer.replies(200, "fine");

        assertThat(call(peer.url())).isEqualTo("fine");

        assertThat(peer.groupHeaders()).containsExactly(List.of());
        assertThat(calls.attempts).isEmpty();
    }

    @Test
    void replacesAHeaderThatWasCopiedFromAnotherCall() {
        peer.replies(200, "fine", REPORT_LINE);

        callWithCopiedHeader(peer.url(), "copied");

        assertThat(peer.groupHeaders()).containsExactly(List.of("attempt-1"));
    }
}
