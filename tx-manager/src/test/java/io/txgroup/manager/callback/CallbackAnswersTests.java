package io.txgroup.manager.callback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.txgroup.manager.callback.CallbackFailedException.Kind;
import io.txgroup.manager.compensation.CallbackReply;
import io.txgroup.manager.compensation.CallbackReply.Choice;
import io.txgroup.manager.compensation.CompensationEvent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CallbackAnswersTests {
    private final CallbackAnswers answers = new CallbackAnswers();

    @ParameterizedTest
    @CsvSource({"200", "201", "202", "204"})
    void takesAnEmptyAnswerAsAnAcknowledgement(int status) throws Exception {
        assertThat(created(status, "")).isEqualTo(new CallbackReply.Acknowledged());
        assertThat(created(status, " \r\n")).isEqualTo(new CallbackReply.Acknowledged());
    }

    @ParameterizedTest
    @CsvSource({"compensate, COMPENSATE", "hold, HOLD", "discard, DISCARD"})
    void takesADecisionWithOrWithoutANote(String word, Choice choice) throws Exception {
        assertThat(created(200, "{\"decision\":\"" + word + "\"}")).isEqualTo(new CallbackReply.Decision(choice, ""));
        assertThat(created(200, "{\"more\":[1],\"note\":\"因为\",\"decision\":\"" + word + "\"}"))
                .isEqualTo(new CallbackReply.Decision(choice, "因为"));
        assertThat(created(200, "{\"decision\":\"" + word + "\",\"note\":null}"))
                .isEqualTo(new CallbackReply.Decision(choice, ""));
    }

    @Test
    void takesAnAnswerThatMayHaveBeenCutForNoConsent() {
        assertThatThrownBy(() -> answers.read(CompensationEvent.Kind.CREATED, new HttpAnswer(200, false, "", "")))
                .isInstanceOfSatisfying(CallbackFailedException.class, why -> assertThat(why.kind())
                        .isEqualTo(Kind.NOT_UNDERSTOOD))
                .hasMessageContaining("nothing came after its headers")
                .hasMessageContaining("Content-Length: 0");
    }

    @Test
    void cutsALongNoteBetweenCharacters() throws Exception {
        CallbackReply reply = created(200, "{\"decision\":\"hold\",\"note\":\"" + "\ud83d\ude00".repeat(600) + "\"}");
        assertThat(((CallbackReply.Decision) reply).note()).isEqualTo("\ud83d\ude00".repeat(500));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "OK",
                "{",
                "[]",
                "{}",
                "null",
                "\"hold\"",
                "{\"decision\":null}",
                "{\"decision\":1}",
                "{\"decision\":\"Hold\"}",
                "{\"decision\":\"retry\"}",
                "{\"decision\":\"hold\",\"decision\":\"compensate\"}",
                "{\"decision\":\"hold\"} {\"decision\":\"compensate\"}",
                "{\"decision\":\"hold\",\"note\":{}}",
                "<html>\u0007</html>"
            })
    void neverTakesWhatItDoesNotUnderstandAsADecision(String body) {
        assertThatThrownBy(() -> created(200, body))
                .isInstanceOfSatisfying(CallbackFailedException.class, why -> assertThat(why.kind())
                        .isEqualTo(Kind.NOT_UNDERSTOOD))
                .hasMessageContaining("its answer 200 is not understood")
                .hasMessageContaining("\"compensate\" | \"hold\" | \"discard\"")
                .hasMessageNotContaining("\u0007");
    }

    @Test
    void doesNotReadDeepNesting() {
        assertThatThrownBy(() -> created(200, "{\"decision\":\"hold\",\"x\":" + "[".repeat(30_000)))
                .hasMessageContaining("not JSON");
    }

    @Test
    void saysWhatToDoAboutOtherAnswers() {
        assertThatThrownBy(() -> created(500, "boom")).hasMessage("it answered 500: 'boom'; its log says why");
        assertThatThrownBy(() -> created(401, ""))
                .hasMessageContaining("another secret than tx.manager.callback.secret");
        assertThatThrownBy(() -> answers.read(
                        CompensationEvent.Kind.CREATED, new HttpAnswer(302, true, "https://elsewhere/\n", "")))
                .hasMessageContaining("it answered 302 to 'https://elsewhere/?', and redirects are not followed")
                .hasMessageContaining("tx.manager.callback.url");
    }

    @Test
    void needsNoDecisionAboutWhatHasEnded() throws Exception {
        assertThat(answers.read(CompensationEvent.Kind.ENDED, new HttpAnswer(200, false, "", "thanks")))
                .isEqualTo(new CallbackReply.Acknowledged());
        assertThatThrownBy(() -> answers.read(CompensationEvent.Kind.ENDED, new HttpAnswer(503, true, "", "")))
                .hasMessageContaining("503");
    }

    private CallbackReply created(int status, String body) throws CallbackFailedException {
        return answers.read(CompensationEvent.Kind.CREATED, new HttpAnswer(status, true, "", body));
    }
}
