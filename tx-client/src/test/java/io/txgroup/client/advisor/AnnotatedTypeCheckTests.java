package io.txgroup.client.advisor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.txgroup.client.TxPropagation;
import io.txgroup.client.TxTransaction;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.function.IntSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class AnnotatedTypeCheckTests {
    private final AnnotatedTypeCheck check = new AnnotatedTypeCheck();

    @ParameterizedTest
    @MethodSource
    void refusesWhatNoProxyCanOverride(Object bean) {
        assertThatThrownBy(() -> check.postProcessBeforeInitialization(bean, "bean"))
                .isInstanceOfSatisfying(AnnotationWithoutEffectException.class, refused -> assertThat(refused.action())
                        .contains("TxTemplate"))
                .hasMessageContaining(bean.getClass().getSimpleName());
    }

    static Stream<Object> refusesWhatNoProxyCanOverride() {
        return Stream.of(
                new FinalClass(), new FinalMethod(), new PrivateMethod(), new StaticMethod(), new FinalByClass());
    }

    @Test
    void acceptsWhatAProxyCanOverride() {
        assertThatCode(() -> check.postProcessBeforeInitialization(new Sound(), "bean"))
                .doesNotThrowAnyException();
    }

    @Test
    void findsCallsOnThisThatRunWithoutAGroup() {
        assertThat(SelfInvocations.find(CallsItself.class))
                .containsExactly("all calls one", "inLambda calls one", "started calls anew");
    }

    @Test
    void readsTheAnnotationFromInterfacesAndFromAnnotationsOfOnesOwn() throws Exception {
        TxDefinitions definitions = new TxDefinitions();

        assertThat(definitions.find(ByInterface.class.getMethod("place"), ByInterface.class))
                .hasValueSatisfying(found -> assertThat(found.label()).isEqualTo("place an order"));
        assertThat(definitions.find(Meta.class.getMethod("place"), Meta.class))
                .hasValueSatisfying(found -> assertThat(found.propagation()).isEqualTo(TxPropagation.MANDATORY));
    }

    @Test
    void refusesResultsThatComeLater() {
        TxDefinitions definitions = new TxDefinitions();

        assertThatThrownBy(() -> definitions.find(Later.class.getMethod("completable"), Later.class))
                .hasMessageContaining("Later.completable")
                .hasMessageContaining("before its work is done");
        assertThatThrownBy(() -> definitions.find(Later.class.getMethod("future"), Later.class))
                .hasMessageContaining("returns Future");
    }

    static final class FinalClass {
        @TxTransaction
        public void place() {}
    }

    static class FinalMethod {
        @TxTransaction
        public final void place() {}
    }

    static class PrivateMethod {
        @TxTransaction
        @SuppressWarnings("UnusedMethod")
        private void place() {}
    }

    static class StaticMethod {
        @TxTransaction
        public static void place() {}
    }

    @TxTransaction
    static class FinalByClass {
        public final void place() {}
    }

    static class Sound {
        @TxTransaction
        protected void place() {}

        public static void other() {}
    }

    static class CallsItself {
        @TxTransaction
        public void one() {}

        @TxTransaction(propagation = TxPropagation.REQUIRES_NEW)
        public void anew() {}

        @TxTransaction
        public void started() {
            one();
            anew();
        }

        public void all() {
            one();
        }

        public IntSupplier inLambda() {
            return () -> {
                one();
                return 1;
            };
        }
    }

    interface Places {
        @TxTransaction(label = "place an order")
        void place();
    }

    static class ByInterface implements Places {
        @Override
        public void place() {}
    }

    @Retention(RetentionPolicy.RUNTIME)
    @TxTransaction(propagation = TxPropagation.MANDATORY)
    @interface InAGroup {}

    static class Meta {
        @InAGroup
        public void place() {}
    }

    static class Later {
        @TxTransaction
        public CompletableFuture<String> completable() {
            return CompletableFuture.completedFuture("");
        }

        @TxTransaction
        public Future<String> future() {
            return CompletableFuture.completedFuture("");
        }
    }
}
