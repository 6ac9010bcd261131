package io.txgroup.protocol.wire;

import io.txgroup.protocol.CallPath;
import io.txgroup.protocol.GroupId;
import io.txgroup.protocol.Message;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;

/** Makes messages of any kind from their records, so that a new kind is tested without being named here. */
final class RandomMessages {
    private static final String LETTERS = "abcXYZ019 -_/#\u00e9\u4e2d\u6587";

    private final Random random;

    RandomMessages(long seed) {
        random = new Random(seed);
    }

    /** Every kind of message that there is. */
    static Stream<Class<?>> kinds() {
        return leaves(Message.class).distinct();
    }

    private static Stream<Class<?>> leaves(Class<?> type) {
        return type.isSealed()
                ? Arrays.stream(type.getPermittedSubclasses()).flatMap(RandomMessages::leaves)
                : Stream.of(type);
    }

    Message next() {
        List<Class<?>> kinds = kinds().toList();
        return next(kinds.get(random.nextInt(kinds.size())));
    }

    Message next(Class<?> kind) {
        return (Message) record(kind);
    }

    private Object record(Class<?> type) {
        RecordComponent[] components = type.getRecordComponents();
        Class<?>[] types =
                Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
        Object[] values =
                Arrays.stream(components).map(c -> value(c.getGenericType())).toArray();
        try {
            return type.getDeclaredConstructor(types).newInstance(values);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(type + Arrays.toString(values), e);
        }
    }

    private Object value(Type type) {
        if (type instanceof ParameterizedType list && list.getRawType() == List.class) {
            List<Object> values = new ArrayList<>();
            for (int n = 1 + random.nextInt(4); n > 0; n--) {
                values.add(value(list.getActualTypeArguments()[0]));
            }
            return values;
        }
        if (type instanceof ParameterizedType map && map.getRawType() == Map.class) {
            Map<Object, Object> values = new HashMap<>();
            for (int n = random.nextInt(4); n > 0; n--) {
                values.put(value(map.getActualTypeArguments()[0]), value(map.getActualTypeArguments()[1]));
            }
            return values;
        }
        if (type == GroupId.class) {
            return GroupId.next(random.nextInt() & 0x7fffffffL, random, GroupId.MAX_SHARDS);
        }
        if (type == CallPath.class) {
            return CallPath.ROOT.attempt(1 + random.nextInt(1000)).attempt(1 + random.nextInt(9));
        }
        if (type == String.class) {
            return text();
        }
        if (type == int.class) {
            return random.nextInt(GroupId.MAX_SHARDS);
        }
        if (type == long.class) {
            return random.nextLong();
        }
        if (type == boolean.class) {
            return random.nextBoolean();
        }
        Class<?> other = (Class<?>) type;
        if (other.isEnum()) {
            return other.getEnumConstants()[random.nextInt(other.getEnumConstants().length)];
        }
        return record(other);
    }

    private String text() {
        StringBuilder text = new StringBuilder("t");
        for (int n = random.nextInt(40); n > 0; n--) {
            text.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
        }
        return text.toString();
    }
}
