package io.github.metis8d.torch.checkpoint;

import java.math.BigInteger;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Reads Python's pickles as far as {@code torch.save} needs them for tensors in plain containers (protocols 2 to 5),
 * and refuses all else: a pickle is a program, and this machine can do no more than put such values together.
 *
 * <p>Values are Long or BigInteger, Double, String, Boolean, {@link #NONE}, {@link Tuple}, List, Map,
 * {@link TorchTensor} and {@link TorchStorage}. A list or a map may contain itself, so none of them is ever compared,
 * hashed or printed.
 */
final class PickleMachine {
    /** Python's None. */
    static final Object NONE = new Object();

    /** Some hundred times what a file of two tensors takes; it bounds the time and the memory. */
    private static final int MAX_STEPS = 20_000;

    private static final Object MARK = new Object();

    /**
     * Python's tuple.
     *
     * @param items what is in it
     */
    record Tuple(List<Object> items) {}

    private final ByteBuffer code;
    private final Map<String, TorchStorage> storages = new HashMap<>();
    private List<Object> stack;
    private Map<Long, Object> memo;

    /** @param code one pickle, or several one after the other */
    PickleMachine(byte[] code) {
        this.code = ByteBuffer.wrap(code).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** {@return where the next pickle begins, or what follows the last} */
    int position() {
        return code.position();
    }

    /** {@return the storages that were named so far, by their keys} */
    Map<String, TorchStorage> storages() {
        return storages;
    }

    /** Reads one pickle. */
    Object next() throws PickleException {
        stack = new ArrayList<>();
        memo = new HashMap<>();
        try {
            for (int step = 0; step < MAX_STEPS; step++) {
                int op = code.get() & 0xff;
                if (op == '.') {
                    return pop();
                }
                if (!container(op) && !number(op) && !text(op)) {
                    construct(op);
                }
            }
            throw new PickleException("it holds far more than two tensors");
        } catch (BufferUnderflowException e) {
            throw new PickleException("it ends too soon");
        }
    }

    private boolean container(int op) throws PickleException {
        switch (op) {
            case '(' -> push(MARK);
            case ')' -> push(new Tuple(List.of()));
            case ']' -> push(new ArrayList<>());
            case '}' -> push(new LinkedHashMap<>());
            case 't' -> push(new Tuple(popToMark()));
            case 0x85, 0x86, 0x87 -> push(new Tuple(pop(op - 0x84)));
            case 'a' -> append(pop(1));
            case 'e' -> append(popToMark());
            case 's' -> put(pop(2));
            case 'u' -> put(popToMark());
            default -> {
                return false;
            }
        }
        return true;
    }

    private boolean number(int op) throws PickleException {
        switch (op) {
            case 'N' -> push(NONE);
            case 0x88 -> push(true);
            case 0x89 -> push(false);
            case 'K' -> push((long) (code.get() & 0xff));
            case 'M' -> push((long) (code.getShort() & 0xffff));
            case 'J' -> push((long) code.getInt());
            case 0x8a -> push(integer(bytes(code.get() & 0xff)));
            case 'G' -> push(Double.longBitsToDouble(Long.reverseBytes(code.getLong())));
            default -> {
                return false;
            }
        }
        return true;
    }

    private boolean text(int op) throws PickleException {
        switch (op) {
            case 'X' -> push(new String(bytes(code.getInt()), StandardCharsets.UTF_8));
            case 0x8c -> push(new String(bytes(code.get() & 0xff), StandardCharsets.UTF_8));
            // Text of Python 2.
            case 'U' -> push(new String(bytes(code.get() & 0xff), StandardCharsets.ISO_8859_1));
            default -> {
                return false;
            }
        }
        return true;
    }

    private void construct(int op) throws PickleException {
        switch (op) {
            case 0x80 -> protocol(code.get() & 0xff);
            case 0x95 -> code.getLong(); // A frame's length, which only saves system calls.
            case 'q' -> memo.put((long) (code.get() & 0xff), top());
            case 'r' -> memo.put(code.getInt() & 0xffffffffL, top());
            case 0x94 -> memo.put((long) memo.size(), top());
            case 'h' -> push(remembered(code.get() & 0xff));
            case 'j' -> push(remembered(code.getInt() & 0xffffffffL));
            case 'c' -> push(PickleGlobal.of(line(), line()));
            case 0x93 -> {
                String name = popText();
                push(PickleGlobal.of(popText(), name));
            }
            case 'R' -> {
                Object arguments = pop();
                Object function = pop();
                if (!(function instanceof PickleGlobal global) || !(arguments instanceof Tuple tuple)) {
                    throw new PickleException("it calls what is no function");
                }
                push(global.call(tuple.items()));
            }
            case 'b' -> {
                // Attributes of an ordered dictionary: a module's versions, which do not matter here.
                if (!(pop() instanceof Map) || !(top() instanceof Map)) {
                    throw new PickleException("it sets the state of an object");
                }
            }
            case 'Q' -> push(storage(pop()));
            default ->
                throw new PickleException(
                        String.format(Locale.ROOT, "it has the instruction 0x%02x, which none needs", op));
        }
    }

    private static void protocol(int number) throws PickleException {
        if (number < 2 || number > 5) {
            throw new PickleException("it has pickle protocol " + number + ", not one from 2 to 5");
        }
    }

    private Object remembered(long index) throws PickleException {
        Object value = memo.get(index);
        if (value == null) {
            throw new PickleException("it uses a value that it does not have");
        }
        return value;
    }

    private TorchStorage storage(Object id) throws PickleException {
        List<Object> parts = id instanceof Tuple tuple ? tuple.items() : List.of();
        // A sixth part describes a view on another storage, which torch has not written since 0.4.
        boolean whole = parts.size() == 5 || parts.size() == 6 && parts.get(5) == NONE;
        if (!whole
                || !"storage".equals(parts.get(0))
                || !(parts.get(1) instanceof PickleGlobal global)
                || global.storage() == null
                || !(parts.get(2) instanceof String key)
                || !(parts.get(4) instanceof Long size)) {
            throw new PickleException("it refers to something that is no tensor's storage");
        }
        TorchStorage named = new TorchStorage(global.storage(), key, size);
        TorchStorage before = storages.putIfAbsent(key, named);
        if (before != null && !before.equals(named)) {
            throw new PickleException("it describes a storage in two ways");
        }
        return named;
    }

    private void push(Object value) {
        stack.add(value);
    }

    private Object pop() throws PickleException {
        return pop(1).get(0);
    }

    private String popText() throws PickleException {
        if (pop() instanceof String text) {
            return text;
        }
        throw new PickleException("it has a name that is no text");
    }

    private Object top() throws PickleException {
        Object value = pop();
        push(value);
        return value;
    }

    private List<Object> pop(int count) throws PickleException {
        int from = stack.size() - count;
        if (from < 0 || stack.subList(from, stack.size()).stream().anyMatch(item -> item == MARK)) {
            throw new PickleException("it uses a value that it does not have");
        }
        return cut(from);
    }

    private List<Object> popToMark() throws PickleException {
        int mark = stack.size() - 1;
        while (mark >= 0 && stack.get(mark) != MARK) {
            mark--;
        }
        if (mark < 0) {
            throw new PickleException("it uses a value that it does not have");
        }
        List<Object> items = cut(mark + 1);
        stack.remove(mark);
        return items;
    }

    private List<Object> cut(int from) {
        List<Object> tail = stack.subList(from, stack.size());
        List<Object> items = new ArrayList<>(tail);
        tail.clear();
        return Collections.unmodifiableList(items);
    }

    @SuppressWarnings("unchecked") // All lists here are this machine's own.
    private void append(List<Object> items) throws PickleException {
        if (!(top() instanceof List<?> list)) {
            throw new PickleException("it adds to what is no list");
        }
        ((List<Object>) list).addAll(items);
    }

    @SuppressWarnings("unchecked") // All maps here are this machine's own.
    private void put(List<Object> items) throws PickleException {
        if (!(top() instanceof Map<?, ?> map) || items.size() % 2 != 0) {
            throw new PickleException("it adds to what is no dictionary");
        }
        for (int i = 0; i < items.size(); i += 2) {
            if (!(items.get(i) instanceof String) && !(items.get(i) instanceof Long)) {
                throw new PickleException("it has a dictionary whose keys are no names");
            }
            ((Map<Object, Object>) map).put(items.get(i), items.get(i + 1));
        }
    }

    /** Never more than is there, whatever the pickle claims. */
    private byte[] bytes(int count) throws PickleException {
        if (count < 0 || count > code.remaining()) {
            throw new PickleException("it ends too soon");
        }
        byte[] bytes = new byte[count];
        code.get(bytes);
        return bytes;
    }

    private String line() throws PickleException {
        int start = code.position();
        while (code.get() != '\n') {
            if (code.position() - start > 200) {
                throw new PickleException("it has a name of over 200 characters");
            }
        }
        return new String(code.array(), start, code.position() - 1 - start, StandardCharsets.UTF_8);
    }

    private static Object integer(byte[] littleEndian) {
        for (int i = 0, k = littleEndian.length - 1; i < k; i++, k--) {
            byte swapped = littleEndian[i];
            littleEndian[i] = littleEndian[k];
            littleEndian[k] = swapped;
        }
        BigInteger value = littleEndian.length == 0 ? BigInteger.ZERO : new BigInteger(littleEndian);
        return value.bitLength() < Long.SIZE ? (Object) value.longValue() : value;
    }
}
