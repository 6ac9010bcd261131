package io.txgroup.client.advisor;

import io.txgroup.client.TxPropagation;
import io.txgroup.client.TxTransaction;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Method;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.asm.ClassReader;
import org.springframework.asm.ClassVisitor;
import org.springframework.asm.Handle;
import org.springframework.asm.MethodVisitor;
import org.springframework.asm.SpringAsmInfo;
import org.springframework.asm.Type;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.util.ClassUtils;
import org.springframework.util.ReflectionUtils;

/**
 * Finds, in a class's bytecode, calls of its own annotated methods: they pass by the proxy, so the annotation has no
 * effect there. A call from a method that runs in a group anyway is no harm. What runs through another object, a
 * superclass or reflection is not seen.
 */
final class SelfInvocations {
    private static final Logger log = LoggerFactory.getLogger(SelfInvocations.class);
    private static final String LAMBDA = "lambda$";

    private SelfInvocations() {}

    /** Says in the log, once for each call, what has no effect. */
    static void warn(Class<?> type) {
        for (String found : find(type)) {
            log.warn(
                    "{} - {} on this, so its @TxTransaction has no effect there: let another bean call it, or use"
                            + " TxTemplate",
                    type.getName(),
                    found);
        }
    }

    static Set<String> find(Class<?> type) {
        Map<String, TxTransaction> annotated = annotated(type);
        Set<String> found = new TreeSet<>();
        if (annotated.isEmpty()) {
            return found;
        }
        try (InputStream code = type.getResourceAsStream(ClassUtils.getClassFileName(type))) {
            if (code != null) {
                new ClassReader(code)
                        .accept(new Calls(type, annotated, found), ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES);
            }
        } catch (IOException | IllegalArgumentException e) {
            log.debug("{} - its bytecode can't be read, so calls on this are not looked for", type.getName(), e);
        }
        return found;
    }

    private static Map<String, TxTransaction> annotated(Class<?> type) {
        Map<String, TxTransaction> annotated = new HashMap<>();
        TxTransaction ofType = AnnotatedElementUtils.findMergedAnnotation(type, TxTransaction.class);
        for (Method method : ReflectionUtils.getDeclaredMethods(type)) {
            TxTransaction own = AnnotatedElementUtils.findMergedAnnotation(method, TxTransaction.class);
            TxTransaction speaks = own == null && !method.isSynthetic() ? ofType : own;
            if (speaks != null) {
                annotated.put(method.getName() + Type.getMethodDescriptor(method), speaks);
            }
        }
        return annotated;
    }

    private static final class Calls extends ClassVisitor {
        private final String owner;
        private final Map<String, TxTransaction> annotated;
        private final Set<String> found;

        Calls(Class<?> type, Map<String, TxTransaction> annotated, Set<String> found) {
            super(SpringAsmInfo.ASM_VERSION);
            this.owner = Type.getInternalName(type);
            this.annotated = annotated;
            this.found = found;
        }

        @Override
        public MethodVisitor visitMethod(
                int access,
                String name,
                String descriptor,
                @Nullable String signature,
                String @Nullable [] exceptions) {
            String caller =
                    name.startsWith(LAMBDA) ? name.substring(LAMBDA.length()).replaceAll("\\$.*", "") : name;
            boolean inGroup = annotated.entrySet().stream()
                    .anyMatch(entry -> entry.getKey().startsWith(caller + "(")
                            && entry.getValue().propagation() != TxPropagation.NOT_SUPPORTED
                            && entry.getValue().propagation() != TxPropagation.NEVER);
            return new MethodVisitor(SpringAsmInfo.ASM_VERSION) {
                @Override
                public void visitMethodInsn(int opcode, String type, String called, String its, boolean ofInterface) {
                    note(caller, inGroup, type, called + its);
                }

                @Override
                public void visitInvokeDynamicInsn(String dynamic, String its, Handle bootstrap, Object... arguments) {
                    for (Object argument : arguments) {
                        if (argument instanceof Handle handle) {
                            note(caller, inGroup, handle.getOwner(), handle.getName() + handle.getDesc());
                        }
                    }
                }
            };
        }

        private void note(String caller, boolean inGroup, String type, String called) {
            TxTransaction annotation = type.equals(owner) ? annotated.get(called) : null;
            if (annotation == null) {
                return;
            }
            boolean shares = annotation.propagation() == TxPropagation.REQUIRED
                    || annotation.propagation() == TxPropagation.SUPPORTS
                    || annotation.propagation() == TxPropagation.MANDATORY;
            if (!inGroup || !shares) {
                found.add(caller + " calls " + called.substring(0, called.indexOf('(')));
            }
        }
    }
}
